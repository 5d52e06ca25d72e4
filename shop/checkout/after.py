"""After ordering: the confirmation to keep, which for a transfer or a card is also the page that waits for the money.

Whoever has the signed link may see it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.order.display import ShownOrder, shown_orders
from shop.order.models import Order
from shop.order.pipeline import GIVEN_UP
from shop.payment.going_back import going_back
from shop.payment.ports import methods
from shop.payment.pretending import BankSilent, pretend_transfer
from shop.payment.showing import picture, shown_cards, shown_transfers

from .headings import heading
from .links import onward, purchase_of
from .models import Purchase


@method_decorator(never_cache, name="dispatch")
class PurchaseView(View):
    """Anything about the purchase of a token."""

    purchase: Purchase

    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs) -> HttpResponse:
        try:
            self.purchase = purchase_of(token)
        except (BadSignature, Purchase.DoesNotExist) as error:
            raise Http404 from error
        self.token = token
        return super().dispatch(request, *args, **kwargs)

    def transfers(self):
        return self.purchase.attempts.filter(account__isnull=False).select_related("account", "order").order_by("pk")

    def context(self) -> dict:
        orders = Order.objects.filter(facts__purchase=self.purchase).for_confirmation().order_by("number")
        shown = shown_orders(orders)
        transfers = [
            replace(one, ended=_all_given_up(shown, one.order_number)) for one in shown_transfers(self.transfers())
        ]
        cards = [replace(one, ended=_all_given_up(shown)) for one in shown_cards(self.purchase)]
        held_for = next((one.held_for for one in shown if one.held_for), "")
        came = sum((one.received for one in transfers if one.waiting), Decimal(0))
        if held_for:
            transfers, cards = ([one for one in ways if not one.waiting] for ways in (transfers, cards))
        payments = [*transfers, *cards]
        going = [order for order in shown if order.status not in GIVEN_UP]
        return {
            "purchase": self.purchase,
            "orders": shown,
            "held_for": held_for,
            "came": came,
            "rows": [(order, going_back(order.order)) for order in shown],
            "transfers": transfers,
            "cards": cards,
            "waiting": any(one.waiting for one in payments),
            "paid": any(one.paid for one in payments),
            "heading": heading(shown, transfers, cards),
            "parcels": len(going),
            "grand_total": sum((order.total for order in going), Decimal(0)),
            "standing": " ".join(f"{one.standing}-{one.amount}" for one in payments),
            "returned": self.request.GET.get("card") == "returned",
            "address_text": shown[0].address_text if shown else "",
            "payment": methods()[self.purchase.payment],
            "return_days": settings.RETURN_DAYS,
            "token": self.token,
        }


def _all_given_up(orders: Sequence[ShownOrder], number: str = "") -> bool:
    """Of all orders, or of the one with this number."""
    return all(order.status in GIVEN_UP for order in orders if number in ("", order.number))


class ThanksView(PurchaseView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "checkout/thanks.html", self.context())


class StandingView(PurchaseView):
    """What the waiting page asks every few seconds: 204 while nothing changed, else its changed part."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = self.context()
        if request.GET.get("standing") == context["standing"]:
            return HttpResponse(status=204)
        return render(request, "checkout/partials/purchase.html", context)


class PictureView(PurchaseView):
    """The code as a file, for whoever buys with the phone that she pays with."""

    def get(self, request: HttpRequest, attempt: int) -> HttpResponse:
        transfer = get_object_or_404(self.transfers(), pk=attempt)
        headers = {"Content-Disposition": f'attachment; filename="vietqr-{transfer.reference}.png"'}
        return HttpResponse(picture(transfer), content_type="image/png", headers=headers)


class PretendView(PurchaseView):
    """Demo only: let the bank report that the money of this purchase has come."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        for transfer in self.transfers().filter(state="pending"):
            try:
                pretend_transfer(transfer)
            except BankSilent as error:
                messages.error(request, _("The test message was refused: %(why)s") % {"why": error})
        return redirect("checkout:thanks", token=self.token)


class PayView(PurchaseView):
    """To the page where what waits of this purchase is paid, if it has one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.purchase.orders.exclude(held_for="").exists():
            return redirect("checkout:thanks", token=self.token)
        return redirect(onward(request, self.purchase))
