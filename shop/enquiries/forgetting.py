from datetime import datetime

from shop.order.anonymising import NO_PHONE, NOBODY

from .models import Enquiry


def forget(before: datetime) -> None:
    """Registered with `shop.order.anonymising`: clear who wrote what in requests from before that moment.

    Answered or not: what nobody answered in all that time is not answered any more.
    """
    Enquiry.objects.filter(created_at__lt=before).update(name=NOBODY, phone=NO_PHONE, message="")
