from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shop.notices.tasks import send_letter
from shop.order.display import shown_orders
from shop.order.models import Order
from shop.payment.showing import shown_cards, shown_transfers

from .links import thanks_url
from .models import Purchase


def send_confirmation(purchase: Purchase) -> None:
    """The confirmation that consumer law asks for, in the language of the checkout, to the e-mail given."""
    orders = shown_orders(Order.objects.filter(facts__purchase=purchase).for_confirmation().order_by("number"))
    transfers = purchase.attempts.filter(account__isnull=False).select_related("account", "order").order_by("pk")
    shown, cards = shown_transfers(transfers), shown_cards(purchase)
    body = render_to_string(
        "checkout/mail/confirmation.txt",
        {
            "purchase": purchase,
            "orders": orders,
            "transfers": shown,
            "cards": cards,
            "waiting": any(one.waiting for one in [*shown, *cards]),
            "grand_total": purchase.total,
            "operator": settings.OPERATOR,
            "return_days": settings.RETURN_DAYS,
            "url": settings.WAGTAILADMIN_BASE_URL + thanks_url(purchase.reference),
        },
    )
    send_letter(_("Your order %(reference)s") % {"reference": purchase.reference}, body, purchase.email)
