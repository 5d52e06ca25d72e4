"""“Tiền về” in the programme office: what came in, what a person must settle, and statements to import."""

from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms.models import ModelChoiceIterator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from catalogue.certification.importing.reading import LARGEST_FILE, FileRefused
from catalogue.places.alphabet import alphabetical
from shop.theming.templatetags.money import dong

from . import card_settling
from .excess import UNSETTLED
from .models import BankTransaction, PaymentAccount, StatementImport
from .resolving import CannotResolve, attach, excess_sent_back, excess_stays, refunded, returned_to_card, stays
from .statements import KNOWN, AppliedBefore, apply, plan
from .transactions import orders_of

VIEW = "shop_payment.view_banktransaction"
SETTLE = "shop_payment.change_banktransaction"
IMPORT = "shop_payment.add_statementimport"
PER_PAGE = 50
OPEN = "open"


def allowed(user, permission: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(permission))


class MoneyView(WagtailAdminTemplateMixin):
    """Every screen here: refuses whoever lacks `needs`."""

    needs = VIEW
    page_title = gettext_lazy("Money received")
    header_icon = "download"

    def dispatch(self, request, *args, **kwargs):
        if not allowed(request.user, self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        here = [{"url": reverse("payment_money"), "label": _("Money received")}]
        return super().get_breadcrumbs_items() + here


class MoneyList(MoneyView, TemplateView):
    template_name = "payment/office/list.html"

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("outcome", OPEN)
        rows = BankTransaction.objects.select_related("attempt__purchase", "attempt__order", "resolved_by")
        if wanted == OPEN:
            rows = rows.filter(UNSETTLED)
        elif wanted in BankTransaction.Outcome.values:
            rows = rows.filter(outcome=wanted)
        return super().get_context_data(
            page=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            tabs=self._tabs(wanted),
            kept=urlencode({"outcome": wanted}),
            nothing_waits=wanted == OPEN and BankTransaction.objects.exists(),
            may_import=allowed(self.request.user, IMPORT),
            **kwargs,
        )

    @staticmethod
    def _tabs(wanted: str) -> list[dict]:
        counted = BankTransaction.objects.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=UNSETTLED),
            **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in BankTransaction.Outcome.values},
        )
        labels = [(OPEN, _("to settle")), *BankTransaction.Outcome.choices, ("all", _("all"))]
        return [
            {"slug": slug, "label": label, "count": counted[slug], "current": slug == wanted} for slug, label in labels
        ]


class SettleForm(forms.Form):
    act = forms.ChoiceField(
        label=gettext_lazy("What is this money?"),
        choices=[
            ("attach", gettext_lazy("It belongs to the purchase below")),
            ("refunded", gettext_lazy("I sent it back by hand")),
        ],
        widget=forms.RadioSelect,
    )
    code = forms.CharField(label=gettext_lazy("Code of the purchase or order"), max_length=20, required=False)
    settles = forms.BooleanField(
        label=gettext_lazy("The purchase counts as paid, though the amount differs"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        help_text=gettext_lazy("How you know, or when and how it was sent back."),
    )

    def __init__(self, *args, from_card: bool = False, **kwargs):
        """`from_card`: the shop itself can send this money back."""
        super().__init__(*args, **kwargs)
        if from_card:
            act = self.fields["act"]
            act.choices = [("to_card", _("Send it back to the card")), *act.choices]


class ExcessForm(forms.Form):
    act = forms.ChoiceField(
        label=gettext_lazy("What becomes of what was too much?"),
        choices=[
            ("sent_back", gettext_lazy("I sent it back by hand")),
            ("stays", gettext_lazy("It is settled with the buyer in another way")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=140,
        help_text=gettext_lazy("The bank's reference of your transfer, or what was agreed with the buyer."),
    )


class HeldForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        help_text=gettext_lazy("What you do about the hold. The money stays with the order until then."),
    )


class MoneySettle(MoneyView, FormView):
    """What a piece of money is; and what becomes of the part that was too much."""

    template_name = "payment/office/settle.html"

    def dispatch(self, request, *args, pk: int, **kwargs):
        self.pk = pk
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        row = self._row()
        if row.excess:
            return ExcessForm
        return HeldForm if row.is_kept else SettleForm

    def get_form_kwargs(self):
        row, kwargs = self._row(), super().get_form_kwargs()
        plain = row.excess or row.is_kept
        return kwargs if plain else {**kwargs, "from_card": row.source == card_settling.SOURCE}

    def get_initial(self):
        attempt = self._row().attempt
        return {"code": (attempt.order.number if attempt.order else attempt.reference) if attempt else ""}

    def post(self, request, *args, **kwargs):
        if not allowed(request.user, SETTLE):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        row = self._row()
        try:
            done = self._act(row, form.cleaned_data)
        except CannotResolve as why:
            form.add_error(None, str(why))
            return self.form_invalid(form)
        messages.success(self.request, done)
        row.refresh_from_db()
        return redirect("payment_settle", row.pk) if row.excess else redirect("payment_money")

    def _act(self, row: BankTransaction, data: dict) -> str:
        """Do what the form says; how it went, for the person."""
        act, by = data.get("act", "noted"), {"actor": self.request.user, "note": data["note"]}
        if act == "noted":
            stays(row, **by)
            return _("Noted. The money stays with the order.")
        if act == "sent_back":
            excess_sent_back(row, **by)
            return _("Recorded as sent back.")
        if act == "stays":
            excess_stays(row, **by)
            return _("Recorded.")
        if act == "refunded":
            refunded(row, **by)
            return _("Recorded as sent back.")
        if act == "to_card":
            returned_to_card(row, **by)
            return _("Sent back to the card; Stripe confirms it in a moment.")
        attempt = attach(row, data["code"], settles=data["settles"], **by)
        if attempt.state != attempt.State.PAID:
            return _("Kept. More is still to come.")
        row.refresh_from_db(fields=["excess"])
        if row.excess:
            return _("The purchase is paid. %(excess)s was too much: please settle it now.") % {
                "excess": dong(row.excess)
            }
        return _("The purchase is paid.")

    def get_context_data(self, **kwargs):
        row = self._row()
        may_settle = (row.is_open or row.excess) and allowed(self.request.user, SETTLE)
        on_hold = orders_of(row.attempt).on_hold().select_related("facts") if row.attempt else ()
        return super().get_context_data(
            row=row, on_hold=on_hold, may_settle=may_settle, header_title=_("Money received"), **kwargs
        )

    def _row(self) -> BankTransaction:
        rows = BankTransaction.objects.select_related("attempt__purchase", "attempt__order", "resolved_by")
        return get_object_or_404(rows, pk=self.pk)


def _moment(stored: str) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


class AccountChoices(ModelChoiceIterator):
    """By owner: the shop's own accounts first, then the producers by name; those out of use last of each owner."""

    def __iter__(self):
        yield "", self.field.empty_label
        for owner, accounts in groupby(sorted(self.queryset, key=_place_of), key=_owner):
            yield owner, [self.choice(account) for account in accounts]


class AccountField(forms.ModelChoiceField):
    iterator = AccountChoices

    def label_from_instance(self, account: PaymentAccount) -> str:
        told = f"{_owner(account)} · {account}"
        return told if account.is_active else _("%(account)s (no longer in use)") % {"account": told}


def _owner(account: PaymentAccount) -> str:
    return account.producer.name if account.producer else settings.OPERATOR["name"]


def _place_of(account: PaymentAccount) -> tuple:
    return bool(account.producer), alphabetical(_owner(account)), _owner(account), not account.is_active, str(account)


class UploadForm(forms.Form):
    account = AccountField(
        label=gettext_lazy("Account"),
        queryset=PaymentAccount.objects.select_related("producer"),
    )
    file = forms.FileField(label=gettext_lazy("Statement (Excel or CSV)"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The statement has more than %(most)d MB.") % {"most": LARGEST_FILE // 2**20})
        return file


class StatementUpload(MoneyView, FormView):
    needs = IMPORT
    template_name = "payment/office/upload.html"
    form_class = UploadForm

    def form_valid(self, form):
        account, file = form.cleaned_data["account"], form.cleaned_data["file"]
        try:
            rows = plan(file.read(), account)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        stored = StatementImport.objects.create(
            account=account, file_name=file.name[-255:], rows=rows, actor=self.request.user
        )
        return redirect("payment_statement", stored.pk)

    def get_context_data(self, **kwargs):
        recent = StatementImport.objects.select_related("actor", "account").defer("rows")[:10]
        return super().get_context_data(recent=recent, header_title=_("Import a bank statement"), **kwargs)


class StatementPage(MoneyView, TemplateView):
    """Preview, and after applying the result; applied once."""

    needs = IMPORT
    template_name = "payment/office/statement.html"

    def post(self, request, pk: int):
        stored = get_object_or_404(StatementImport.objects.select_related("account"), pk=pk)
        try:
            apply(stored)
            messages.success(request, _("The statement is recorded."))
        except AppliedBefore:
            messages.warning(request, _("This statement was recorded before; nothing was done again."))
        return redirect("payment_statement", pk)

    def get_context_data(self, pk: int, **kwargs):
        stored = get_object_or_404(StatementImport.objects.select_related("account", "actor"), pk=pk)
        names = {**dict(BankTransaction.Outcome.choices), KNOWN: _("known already"), "": _("cannot be read")}
        rows = [{**row, "name": names[row["outcome"]], "moment": _moment(row["at"])} for row in stored.rows]
        new = sum(row["outcome"] not in ("", KNOWN) for row in rows)
        return super().get_context_data(stored=stored, rows=rows, new=new, header_title=stored.file_name, **kwargs)
