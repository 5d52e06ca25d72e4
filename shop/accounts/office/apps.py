from wagtail.users.apps import WagtailUsersAppConfig


class OfficeUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with screens that fit our people: one name, a phone, the provinces they look after."""

    user_viewset = "shop.accounts.office.views.PeopleViewSet"
