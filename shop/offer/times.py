"""An offer holds from its own start to its own end, whatever the code that leads to it says."""

from datetime import datetime

from django.db.models import Q

from .models import ConditionalOffer


def in_its_time(now: datetime) -> Q:
    started = Q(start_datetime=None) | Q(start_datetime__lte=now)
    return started & (Q(end_datetime=None) | Q(end_datetime__gte=now))


def has_started(offer: ConditionalOffer, now: datetime) -> bool:
    return offer.start_datetime is None or offer.start_datetime <= now


def has_ended(offer: ConditionalOffer, now: datetime) -> bool:
    return offer.end_datetime is not None and offer.end_datetime < now
