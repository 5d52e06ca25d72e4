from oscar.apps.voucher.abstract_models import AbstractVoucher

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shop.order.pipeline import GIVEN_UP, Status


class Voucher(AbstractVoucher):
    """A code for one or more offers. A use counts as long as something of its purchase is still wanted."""

    def is_available_to_user(self, user=None):
        """Whether it may be used again, and if not why; a guest's own uses are known once her phone is."""
        if self.usage == self.SINGLE_USE and self.uses().exists():
            return False, _("This code was used up.")
        known = user is not None and user.is_authenticated and self.usage == self.ONCE_PER_CUSTOMER
        if known and self.uses().filter(user=user).exists():
            return False, _("You have used this code before; it works once for each customer.")
        return True, ""

    def is_spent_by(self, phone: str) -> bool:
        """Whether a customer known by her phone has had it already."""
        mine = self.uses().filter(order__facts__purchase__phone=phone)
        return self.usage == self.ONCE_PER_CUSTOMER and mine.exists()

    def uses(self) -> QuerySet:
        """Its applications but those of purchases that were cancelled or refused as a whole."""
        wanted = [status for status in Status if status not in GIVEN_UP]
        return self.applications.filter(order__facts__purchase__orders__order__status__in=wanted)


from oscar.apps.voucher.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
