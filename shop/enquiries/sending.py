"""Requests are kept and told, and answered once."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.notices.models import Notice
from shop.notices.sending import notify

from .models import Enquiry


@transaction.atomic
def send(enquiry: Enquiry) -> None:
    """Keep it, and tell the producer; the notice names no visitor. The caller has checked the consent."""
    enquiry.consent_version = settings.CONSENT_VERSION
    enquiry.language = translation.get_language()
    enquiry.save()
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Booking request: %(title)s") % {"title": enquiry.product.title}
        text = _("For %(day)s, people: %(people)s. The visitor waits for your call.") % {
            "day": f"{enquiry.day:%d/%m/%Y}",
            "people": enquiry.people,
        }
        notify(enquiry.product.sheet.producer, Notice.Kind.ENQUIRY, subject, text, enquiry.desk_url)


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, actor) -> bool:
    """False if somebody marked it before. Nobody needs to be asked for it any more."""
    now = timezone.now()
    marked = Enquiry.objects.open().filter(pk=enquiry.pk).update(answered_at=now, answered_by=actor)
    with translation.override(settings.LANGUAGE_CODE):
        asked = Notice.objects.unread().filter(kind=Notice.Kind.ENQUIRY, url=enquiry.desk_url)
    asked.update(read_at=now)
    return bool(marked)
