from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    name = "shop.checkout"
    default_auto_field = "django.db.models.BigAutoField"
