"""The demo's bank accounts. Nobody holds them: numbers of zeros, holders that say so."""

from catalogue.producers.models import Producer
from shop.payment.models import PaymentAccount

BANK = "970422"
HOLDER = "TAI KHOAN DEMO KHONG CO THAT"


def make_accounts() -> None:
    """One of the operator's, and one of each fictitious producer for the intermediary model."""
    PaymentAccount.objects.create(bank_bin=BANK, number="0000000001", holder=HOLDER, has_webhook=True)
    PaymentAccount.objects.bulk_create(
        PaymentAccount(
            producer=producer, bank_bin=BANK, number=f"00000{producer.pk:05}9", holder=HOLDER, has_webhook=True
        )
        for producer in Producer.objects.filter(is_demo=True).order_by("pk")
    )
