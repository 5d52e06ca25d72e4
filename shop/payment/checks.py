from django.conf import settings
from django.core.checks import Error, Warning, register


@register
def cards(app_configs, **kwargs) -> list:
    """Keys of Stripe come in pairs, and serve only a shop that sells by itself."""
    secret, webhook = settings.STRIPE["secret_key"], settings.STRIPE["webhook_secret"]
    if bool(secret) != bool(webhook):
        return [
            Error(
                "Stripe needs both its keys.",
                hint="Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or neither to take no cards.",
                id="payment.E001",
            )
        ]
    if secret and settings.BUSINESS_MODEL != "direct":
        return [
            Warning(
                "Cards are not offered where each producer is paid by herself.",
                hint="Leave out the keys of Stripe, or set BUSINESS_MODEL to 'direct'.",
                id="payment.W001",
            )
        ]
    return []
