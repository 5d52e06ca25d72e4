from django.apps import AppConfig


class ThemingConfig(AppConfig):
    name = "shop.theming"
    label = "theming"
