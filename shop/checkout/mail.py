from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shop.order.display import shown_orders
from shop.order.models import Order

from .links import thanks_url
from .models import Purchase


def send_confirmation(purchase: Purchase) -> None:
    """The confirmation that consumer law asks for, in the language of the checkout, to the e-mail given."""
    orders = shown_orders(Order.objects.filter(facts__purchase=purchase).for_display().order_by("number"))
    body = render_to_string(
        "checkout/mail/confirmation.txt",
        {
            "purchase": purchase,
            "orders": orders,
            "operator": settings.OPERATOR,
            "return_days": settings.RETURN_DAYS,
            "url": settings.WAGTAILADMIN_BASE_URL + thanks_url(purchase.reference),
        },
    )
    send_mail(_("Your order %(reference)s") % {"reference": purchase.reference}, body, None, [purchase.email])
