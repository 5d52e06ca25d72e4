"""Counts per line of an order: what the buyer gives back, and what of it the producer can sell again."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from shop.theming.templatetags.money import dong

from .models import ReturnRequest


class CountsForm(forms.Form):
    """One whole number per line, from 0 to what there is; `lines` are order lines, `most` their limits by key."""

    def __init__(self, *args, lines: Iterable, most: Mapping[int, int], start: Mapping[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if most.get(line.pk)]
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=line.title,
                min_value=0,
                max_value=most[line.pk],
                initial=start.get(line.pk, 0),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def counts(self) -> list:
        """The bound number fields, each with its limit, for the template."""
        return [(self[f"line-{line.pk}"], self.fields[f"line-{line.pk}"].max_value) for line in self.lines]

    def units(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}


class AskForm(CountsForm):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(reason.value, reason.label) for reason in ReturnRequest.BUYERS_REASONS],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Tell the producer more"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    pay_back_to = forms.CharField(
        label=_("Bank account to pay you back to"),
        help_text=_("Bank, number and name of the holder. Only the office sees it."),
        max_length=200,
        required=False,
    )
    has_it = forms.BooleanField(label=_("I have received the goods"))

    def __init__(self, *args, was_cash: bool, is_delivered: bool, **kwargs):
        """`was_cash`: paid at the door, no account is known; `is_delivered`: nobody need ask whether it came."""
        super().__init__(*args, **kwargs)
        if not was_cash:
            del self.fields["pay_back_to"]
        if is_delivered:
            del self.fields["has_it"]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer to the buyer"),
        help_text=_("Where to send the goods, or why you decline. The buyer reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefundForm(forms.Form):
    """`left` is the most that may still go back; `by_hand` asks for the reference of the transfer."""

    amount = forms.DecimalField(label=_("Amount in đồng"), min_value=1, max_digits=12, decimal_places=0)
    reason = forms.CharField(label=_("Why"), max_length=150)
    reference = forms.CharField(
        label=_("Reference of your transfer"),
        help_text=_("Send the money first; then write down the bank's reference, or who gave it in cash."),
        max_length=100,
    )

    def __init__(self, *args, left, by_hand: bool, **kwargs):
        super().__init__(*args, **kwargs)
        told = _("At most %(left)s can still be sent back for this order.") % {"left": dong(left)}
        self.fields["amount"].max_value = left
        self.fields["amount"].validators.append(MaxValueValidator(left, told))
        self.fields["amount"].widget.attrs["inputmode"] = "numeric"
        if not by_hand:
            del self.fields["reference"]

    def clean_reference(self) -> str:
        return " ".join(self.cleaned_data["reference"].split())
