"""The heaps on the producer's table: what is to confirm, to pack, to hand over, and what is under way."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.order.pipeline import Status


@dataclass(frozen=True)
class Queue:
    slug: str
    label: str | Promise
    statuses: tuple[str, ...]


QUEUES = (
    Queue("confirm", _("to confirm"), (Status.PLACED,)),
    Queue("pack", _("to pack"), (Status.CONFIRMED,)),
    Queue("ship", _("to hand over"), (Status.PACKED,)),
    Queue("shipped", _("under way"), (Status.SHIPPED,)),
    Queue("done", _("finished"), (Status.DELIVERED, Status.RETURNED)),
    Queue("off", _("called off"), (Status.CANCELLED, Status.REFUSED)),
)
TO_DO = (Status.PLACED, Status.CONFIRMED, Status.PACKED)
# The one step that the big button of a queue takes.
NEXT_STEP = {
    Status.PLACED: ("confirm", Status.CONFIRMED),
    Status.CONFIRMED: ("pack", Status.PACKED),
    Status.PACKED: ("ship", Status.SHIPPED),
    Status.SHIPPED: ("deliver", Status.DELIVERED),
}
MAY_REFUSE = (Status.PLACED, Status.CONFIRMED, Status.PACKED)


def counts(user) -> dict[str, int]:
    """How many orders lie in each queue, by its slug."""
    by_status = dict(Order.objects.of(user).order_by().values_list("status").annotate(Count("pk")))
    return {queue.slug: sum(by_status.get(status, 0) for status in queue.statuses) for queue in QUEUES}


def waiting(user) -> int:
    """Orders that wait for this user to do something."""
    return Order.objects.of(user).filter(status__in=TO_DO).count()
