"""The tracking code of a parcel that is under way: added or put right afterwards."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shop.checkout.models import OrderFacts, StatusChange
from shop.notices.orders import language_of, write_to_buyer

from .models import Order
from .pipeline import Status
from .statuses import StepRefused


@transaction.atomic
def change_tracking(order: Order, code: str, carrier: str, *, actor) -> bool:
    """Note the code and the carrier, and tell the buyer. False if they stand there already.

    Raises:
        StepRefused: the order is not under way. Nothing was written.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.status != Status.SHIPPED:
        raise StepRefused(order, Status.SHIPPED)
    facts = OrderFacts.objects.get(order=order)
    if (facts.tracking_code, facts.carrier) == (code, carrier):
        return False
    OrderFacts.objects.filter(order=order).update(tracking_code=code, carrier=carrier)
    before = facts.tracking_code
    with translation.override(settings.LANGUAGE_CODE):
        note = _news(before, code)
        StatusChange.objects.create(order=order, status=order.status, note=note, actor=actor)
    with translation.override(language_of(order)):
        write_to_buyer(order, _news(before, code))
    return True


def _news(before: str, code: str) -> str:
    said = _("tracking code changed from %(before)s to %(code)s") if before else _("tracking code %(code)s")
    return said % {"before": before, "code": code}
