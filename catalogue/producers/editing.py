"""The one function that saves what staff change of a producer."""

from django.db import transaction

from .models import Producer, ProducerChange


@transaction.atomic
def save_producer(producer: Producer, fields: list[str], *, actor=None) -> dict:
    """Save these fields of an edited producer; answers what changed as `{field: [old, new]}`."""
    stored = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    changed = {
        name: [_readable(stored, name), _readable(producer, name)]
        for name in fields
        if getattr(stored, name) != getattr(producer, name)
    }
    if changed:
        producer.save()
        ProducerChange.objects.create(producer=producer, actor=actor, what=changed)
    return changed


def _readable(producer: Producer, name: str) -> str:
    told = getattr(producer, f"get_{name}_display", None)
    return str(told() if told else getattr(producer, name) or "")
