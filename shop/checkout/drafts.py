"""What a buyer has filled in so far; lives in her session until the purchase is placed."""

import uuid

from catalogue.places.models import Commune

from .placing import Invoice, Recipient

_KEY = "checkout"
_PLACED = "placed_purchase"
_ALL_PLACED = "placed_purchases"
_REMEMBERED = 20


class Draft:
    def __init__(self, session):
        self._session = session
        self._kept: dict = session.get(_KEY, {})

    @property
    def address(self) -> dict:
        """The address form as last accepted, or empty."""
        return self._kept.get("address", {})

    @property
    def payment(self) -> dict:
        """The payment form as last accepted, or empty."""
        return self._kept.get("payment", {})

    @property
    def key(self) -> str:
        """The idempotency key: one per purchase, whatever is clicked or reloaded."""
        if "key" not in self._kept:
            self.keep(key=uuid.uuid4().hex)
        return self._kept["key"]

    def keep(self, **parts) -> None:
        self._kept = {**self._kept, **parts}
        self._session[_KEY] = self._kept

    def finish(self, reference: str) -> None:
        """The purchase is placed: forget the payment and the key, keep the address for the next one."""
        self._session[_KEY] = {"address": {**self.address, "notes": ""}}
        self._session[_PLACED] = reference
        self._session[_ALL_PLACED] = [*self.all_placed, reference][-_REMEMBERED:]

    @property
    def placed(self) -> str:
        """Reference of the last purchase of this session, or empty."""
        return self._session.get(_PLACED, "")

    @property
    def all_placed(self) -> list[str]:
        """References of the last purchases of this session, the oldest first."""
        return self._session.get(_ALL_PLACED, [])

    def recipient(self) -> Recipient | None:
        typed = self.address
        commune = Commune.objects.select_related("province").filter(pk=typed.get("commune")).first()
        if commune is None:
            return None
        return Recipient(
            name=typed["full_name"],
            phone=typed["phone"],
            line=typed["line1"],
            commune=commune,
            email=typed.get("email", ""),
            note=typed.get("notes", ""),
        )

    def invoice(self) -> Invoice:
        typed = self.payment
        if not typed.get("wants_invoice"):
            return Invoice()
        return Invoice(typed["tax_code"], typed["company_name"], typed["company_address"])
