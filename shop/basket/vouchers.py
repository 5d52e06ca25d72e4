"""Codes in a basket: entered, shown with their terms, taken out. One at a time: the next replaces the last."""

from dataclasses import dataclass
from datetime import datetime

from oscar.apps.basket.signals import voucher_addition, voucher_removal

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from shop.offer.applicator import OFFERS
from shop.offer.granted import granted_to
from shop.offer.ranges import learn
from shop.offer.terms import terms
from shop.offer.times import has_ended, has_started
from shop.voucher.models import Voucher


@dataclass(frozen=True)
class ShownVoucher:
    """`name` is empty if it says no more than the code; `problem` says why it takes nothing off as things stand,
    `remark` what else there is to know of it.
    """

    code: str
    name: str
    terms: list[str]
    problem: str
    remark: str = ""


def shown_vouchers(request: HttpRequest) -> list[ShownVoucher]:
    if request.basket.id is None:
        return []
    works = {one.voucher.pk for one in granted_to(request.basket) if one.voucher}
    found = request.basket.vouchers.prefetch_related(Prefetch("offers", OFFERS, to_attr="all_offers"))
    return [_shown(voucher, request, works=voucher.pk in works) for voucher in found]


def _shown(voucher: Voucher, request: HttpRequest, *, works: bool) -> ShownVoucher:
    learn(voucher.all_offers, [])
    either = voucher.pk in request.basket.offer_applications.either
    return ShownVoucher(
        voucher.code,
        "" if voucher.name == voucher.code else voucher.name,
        [terms(offer, voucher) for offer in voucher.all_offers],
        "" if works else _problem(voucher, request),
        _("Off delivery counts this code or our other offers, whichever is cheaper for you.") if either else "",
    )


def _problem(voucher: Voucher, request: HttpRequest) -> str:
    if why := refusal(voucher, request.user):
        return why
    if voucher.pk in request.basket.offer_applications.outdone:
        return _("Other offers take as much off or more, so this code is not used.")
    return _("Your basket does not meet its terms yet.")


def refusal(voucher: Voucher, user) -> str:
    """Why this code cannot be used now, whatever lies in the basket, or an empty text."""
    if voucher.is_expired():
        return _("The code %(code)s has ended.") % {"code": voucher.code}
    if not voucher.is_active():
        return _from_then_on(voucher, voucher.start_datetime)
    if why := _outside_its_offers(voucher):
        return why
    return voucher.is_available_to_user(user)[1]


def _outside_its_offers(voucher: Voucher) -> str:
    """Each offer of a code has a time of its own; one that holds now is enough."""
    now, offers = timezone.now(), list(voucher.offers.all())
    going = [offer for offer in offers if not has_ended(offer, now)]
    if offers and not going:
        return _("The code %(code)s has ended.") % {"code": voucher.code}
    if going and not any(has_started(offer, now) for offer in going):
        return _from_then_on(voucher, min(offer.start_datetime for offer in going))
    return ""


def _from_then_on(voucher: Voucher, start: datetime) -> str:
    time = date_format(timezone.localtime(start), "H:i d/m/Y")
    return _("The code %(code)s holds from %(time)s on.") % {"code": voucher.code, "time": time}


class VoucherView(View):
    """Enter a code, or take the one there out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.basket.id is not None:
            self._clear() if "remove" in request.POST else self._enter(request.POST.get("code", ""))
        return redirect("basket:summary")

    def _enter(self, typed: str) -> None:
        code = "".join(typed.replace("\x00", "").split()).upper()[:128]
        voucher = Voucher.objects.filter(code=code).first() if code else None
        if voucher is None:
            messages.error(self.request, _("We do not know the code “%(code)s”.") % {"code": code})
        elif why := refusal(voucher, self.request.user):
            messages.error(self.request, why)
        elif not self.request.basket.vouchers.filter(pk=voucher.pk).exists():
            self._clear()
            self.request.basket.vouchers.add(voucher)
            voucher_addition.send(sender=self, basket=self.request.basket, voucher=voucher)

    def _clear(self) -> None:
        for voucher in self.request.basket.vouchers.all():
            self.request.basket.vouchers.remove(voucher)
            voucher_removal.send(sender=self, basket=self.request.basket, voucher=voucher)
