"""Checkout in three screens: address, delivery and payment, review. Each stands on its own URL and can be reloaded."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import View

from catalogue.provenance.alcohol import any_alcohol
from shop.basket.contents import groups_of, rows
from shop.basket.contents import sums as basket_sums
from shop.content.policies import terms_pages
from shop.offer.granted import granted_to, off_delivery
from shop.offer.usage import NoLongerGranted
from shop.order.pipeline import Status
from shop.order.placing import sold_as
from shop.payment.ports import PaymentMethod, methods
from shop.shipping.rates import NoRate
from shop.stock import ledger

from .drafts import Draft
from .earlier import is_the_same, own_hold, replaceable, too_many_unpaid
from .forms import AddressForm, DeliveryForm, ReviewForm
from .links import onward, thanks_url
from .models import Purchase
from .parcels import cannot_go, changes, fingerprint, quoted, sums
from .placing import BasketGone, close, place_purchase
from .retyping import forget, refuse, refused


@method_decorator(never_cache, name="dispatch")
class Step(View):
    """A screen of the checkout; sends back whoever cannot be there yet. At most 20 queries."""

    template_name: str
    number: int
    needs_address = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.draft = Draft(request.session)
        self.groups = groups_of(request.basket, held=own_hold(self.draft.placed))
        if not self.groups:
            return self.nothing_to_buy()
        if any(row.problem for row in rows(self.groups)):
            messages.warning(request, _("Something in your basket changed. Nothing else was lost."))
            return redirect("basket:summary")
        if self.needs_address:
            self.recipient = self.draft.recipient()
            if self.recipient is None:
                return redirect("checkout:address")
            try:
                province = self.recipient.commune.province
                self.parcels = quoted(self.groups, province, off_delivery(request.basket))
            except NoRate as none:
                messages.error(request, cannot_go(self.groups, none.load))
                return redirect("basket:summary")
        return super().dispatch(request, *args, **kwargs)

    def refusal_of(self, method: PaymentMethod, earlier: Purchase | None) -> str:
        """Why these parcels cannot be paid so by this buyer, or an empty text."""
        if method.first_status == Status.WAITING_PAYMENT:
            if not all(parcel.total for parcel in self.parcels):
                return _("Nothing is to be paid before for one of the parcels.")
            if why := too_many_unpaid(self.draft.all_placed, earlier):
                return why
        return method.refusal(phone=self.recipient.phone, parcels=self.parcels, instead_of=earlier)

    def nothing_to_buy(self) -> HttpResponse:
        return redirect("basket:summary")

    def show(self, form, **context) -> HttpResponse:
        context = {"step": self.number, "form": form, **context}
        return render(self.request, self.template_name, context)


class AddressView(Step):
    template_name = "checkout/address.html"
    number = 1
    needs_address = False

    def get(self, request):
        typed = refused(request)
        if typed is None:
            return self._show(AddressForm(initial=self.draft.address or self._known_of(request.user)))
        return self._show(AddressForm(initial=typed.dict()) if "reload" in typed else AddressForm(typed))

    def post(self, request):
        form = AddressForm(request.POST)
        if "reload" in request.POST or not form.is_valid():
            return refuse(request)
        forget(request)
        self.draft.keep(address=form.kept())
        return redirect("checkout:delivery")

    def _show(self, form) -> HttpResponse:
        granted = granted_to(self.request.basket)
        return self.show(form, groups=self.groups, sums=basket_sums(self.groups, granted))

    @staticmethod
    def _known_of(user) -> dict:
        if not user.is_authenticated:
            return {}
        return {"full_name": user.full_name, "phone": user.phone or "", "email": user.email or ""}


class CommunesView(View):
    """The commune field of a province, for the address form. A commune chosen before stays chosen if it lies there."""

    def get(self, request):
        province, commune = request.GET.get("province", ""), request.GET.get("commune", "")
        if len(province) > 2:
            raise Http404
        form = AddressForm(initial={"province": province, "commune": commune})
        return render(request, "checkout/partials/commune.html", {"form": form})


class DeliveryView(Step):
    template_name = "checkout/delivery.html"
    number = 2

    def get(self, request):
        return self._show(DeliveryForm(refused(request), initial=self.draft.payment, refusals=self.refusals))

    def post(self, request):
        form = DeliveryForm(request.POST, refusals=self.refusals)
        if not form.is_valid():
            return refuse(request)
        forget(request)
        self.draft.keep(payment=form.cleaned_data)
        return redirect("checkout:review")

    @cached_property
    def methods(self) -> dict[str, PaymentMethod]:
        producers = [parcel.producer for parcel in self.parcels]
        return {code: method for code, method in methods().items() if method.is_offered(producers)}

    @cached_property
    def refusals(self) -> dict[str, str]:
        earlier = replaceable(self.draft.placed, self.parcels)
        return {code: self.refusal_of(method, earlier) for code, method in self.methods.items()}

    def _show(self, form) -> HttpResponse:
        chosen = form["payment_method"].value() or next((code for code, why in self.refusals.items() if not why), "")
        offered = [
            {"method": method, "selected": code == chosen, "refusal": self.refusals[code]}
            for code, method in self.methods.items()
        ]
        return self.show(form, groups=self.parcels, payment_methods=offered, sums=sums(self.parcels))


class ReviewView(Step):
    template_name = "checkout/review.html"
    number = 3

    def dispatch(self, request, *args, **kwargs):
        if placed := self._placed_before(request):
            return redirect(onward(request, placed))
        return super().dispatch(request, *args, **kwargs)

    def nothing_to_buy(self):
        return redirect(thanks_url(self.draft.placed)) if self.draft.placed else redirect("basket:summary")

    def get(self, request):
        if self._method() is None:
            return redirect("checkout:delivery")
        form = ReviewForm(refused(request), with_alcohol=self.with_alcohol)
        forget(request)
        return self._show(form)

    def post(self, request):
        method, form = self._method(), ReviewForm(request.POST, with_alcohol=self.with_alcohol)
        if method is None:
            return redirect("checkout:delivery")
        if request.POST.get("seen") != self._seen():
            messages.warning(request, _("Something changed while you looked. Please look once more."))
            return redirect("checkout:review")
        if not form.is_valid():
            return refuse(request)
        earlier = replaceable(self.draft.placed, self.parcels)
        if earlier and is_the_same(earlier, self.parcels, self.recipient, method):
            return self._lead_back_to(earlier)
        if why := self.refusal_of(method, earlier):
            messages.warning(request, why)
            return redirect("checkout:delivery")
        return self._place(method, form, earlier)

    @cached_property
    def with_alcohol(self) -> bool:
        return any_alcohol(line.record.product_id for parcel in self.parcels for line in parcel.lines)

    def _lead_back_to(self, earlier: Purchase) -> HttpResponse:
        close(self.request.basket)
        self.draft.finish(earlier.reference)
        messages.info(self.request, _("You ordered this a moment ago: here is that order, it waits for your payment."))
        return redirect(thanks_url(earlier.reference))

    def _place(self, method, form, earlier: Purchase | None) -> HttpResponse:
        user = self.request.user
        try:
            purchase = place_purchase(
                parcels=[parcel.parcel() for parcel in self.parcels],
                recipient=self.recipient,
                method=method,
                idempotency_key=self.draft.key,
                marketing_consent=form.cleaned_data["marketing_consent"],
                of_age=form.cleaned_data.get("of_age", False),
                invoice=self.draft.invoice(),
                basket=self.request.basket,
                user=user if user.is_authenticated else None,
                instead_of=earlier,
            )
        except ledger.OutOfStock as gone:
            messages.warning(self.request, _too_late(gone))
            return redirect("basket:summary")
        except NoLongerGranted as ended:
            return self._without(ended)
        except BasketGone:
            return redirect("basket:summary")
        self.draft.finish(purchase.reference)
        return redirect(onward(self.request, purchase))

    def _without(self, ended: NoLongerGranted) -> HttpResponse:
        """Say it, take the code out, and let her look at the new total."""
        if ended.granted.voucher:
            self.request.basket.vouchers.remove(ended.granted.voucher)
        messages.warning(self.request, f"{ended.why} " + _("Nothing was ordered; please look at the new total."))
        return redirect("basket:summary")

    @staticmethod
    def _placed_before(request) -> Purchase | None:
        key = request.POST.get("idempotency_key") if request.method == "POST" else None
        return Purchase.objects.filter(idempotency_key=key).first() if key else None

    def _method(self) -> PaymentMethod | None:
        method = methods().get(self.draft.payment.get("payment_method"))
        offered = method and method.is_offered([parcel.producer for parcel in self.parcels])
        return method if offered else None

    def _seen(self) -> str:
        return fingerprint(self.parcels, repr(self.draft.address), repr(self.draft.payment))

    def _show(self, form) -> HttpResponse:
        return self.show(
            form,
            groups=self.parcels,
            sums=sums(self.parcels),
            recipient=self.recipient,
            payment=self._method(),
            invoice=self.draft.invoice(),
            changes=changes(self.groups),
            idempotency_key=self.draft.key,
            seen=self._seen(),
            return_days=settings.RETURN_DAYS,
            terms=terms_pages(self.request),
        )


def _too_late(gone: ledger.OutOfStock) -> str:
    title = sold_as(gone.record.product)
    if not gone.available:
        said = _("“%(title)s” was sold out a moment ago. Nothing was ordered; take it out of your basket to go on.")
        return said % {"title": title}
    return ngettext(
        "Of “%(title)s” only %(left)d is left. Nothing was ordered; change the quantity and go on.",
        "Of “%(title)s” only %(left)d are left. Nothing was ordered; change the quantity and go on.",
        gone.available,
    ) % {"title": title, "left": gone.available}
