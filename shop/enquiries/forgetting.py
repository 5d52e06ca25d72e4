from datetime import datetime

from shop.order.anonymising import NO_PHONE, NOBODY

from .models import Enquiry


def forget(before: datetime) -> None:
    """Registered with `shop.order.anonymising`: clear who wrote what in requests answered before that moment."""
    Enquiry.objects.filter(answered_at__lt=before).update(name=NOBODY, phone=NO_PHONE, message="")
