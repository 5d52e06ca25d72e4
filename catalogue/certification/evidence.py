"""What proves a decision beside its own facts: scan, source, round, and when the register was last looked at."""

import io
import uuid
from datetime import date

from PIL import Image, ImageOps, UnidentifiedImageError

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import Decision, DecisionChange

FACTS = ("batch", "source_url", "checked_on", "scan")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a bomb is refused from its header, before it is decoded


def checked_scan(file) -> ContentFile:
    """The upload as it is kept: a PDF under a name of ours, or a picture drawn anew as JPEG.

    Raises:
        ValidationError: larger than 10 MB, or by its content neither PDF nor JPEG nor PNG.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 10 MB."), code="large")
    file.seek(0)
    content = file.read()
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return ContentFile(content, name=f"{uuid.uuid4().hex}.pdf")
    return ContentFile(_drawn_anew(content), name=f"{uuid.uuid4().hex}.jpg")


@transaction.atomic
def save_evidence(decision: Decision, facts: dict, *, actor=None) -> dict:
    """Save some of `FACTS`; answers what changed as `{field: [old, new]}`. The decision's own facts stay as printed.

    `facts["scan"]` comes from `checked_scan`; earlier scans are kept in the store, and named in the history.
    """
    stored = Decision.objects.select_for_update().get(pk=decision.pk)
    facts = {name: value for name, value in facts.items() if name != "scan" or value}
    changed = {}
    for name in FACTS:
        value = facts.get(name, getattr(stored, name))
        if value != getattr(stored, name):
            before = _readable(getattr(stored, name))
            setattr(stored, name, value)
            changed[name] = [before, value]
    if changed:
        stored.save(update_fields=list(changed))
        changed = {name: [before, _readable(getattr(stored, name))] for name, (before, _value) in changed.items()}
        DecisionChange.objects.create(decision=stored, actor=actor, what=changed)
    return changed


def _readable(value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def _drawn_anew(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many pixels."), code="pixels")
            whole = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("A scan is a PDF, JPEG or PNG file."), code="kind") from error
    target = io.BytesIO()
    whole.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()
