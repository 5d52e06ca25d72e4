"""Pushes: verify the raw bytes → store → wake → answer. What they say is read again by the visit."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .configuring import offline_connector
from .contract import Capability, Connector, Event, EventKind
from .models import ChannelAccount, InboundEvent
from .registry import CHANNELS, connector_class
from .waking import wake

LARGEST = 256 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest, channel: str) -> HttpResponse:
    """2xx with an empty body once the push is stored (or was before); 4xx and nothing stored for anything else."""
    connector = _connector(channel)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        if not connector.verify_webhook(dict(request.headers), body):
            return HttpResponse(status=403)
        events = connector.read_webhook(body)
    except ValueError:
        return HttpResponse(status=400)
    for position, event in enumerate(events):
        if event.kind is not EventKind.PING:
            store(channel, event, body, position)
    return HttpResponse(status=200)


@transaction.atomic
def store(channel: str, event: Event, body: bytes, position: int = 0) -> bool:
    """Keep a verified push once and wake its account; False for a repeat."""
    digest = hashlib.sha256(b"%s|%d|%s" % (channel.encode(), position, body)).hexdigest()
    account = ChannelAccount.objects.filter(channel=channel, shop_id=event.shop_id).first()
    _row, created = InboundEvent.objects.get_or_create(
        digest=digest,
        defaults={
            "channel": channel,
            "account": account,
            "kind": event.kind.value,
            "order_ids": list(event.order_ids),
            "item_ids": list(event.item_ids),
            "body": body.decode("utf-8", "replace"),
        },
    )
    if created and account:
        wake([account.pk])
    return created


def _connector(channel: str) -> Connector:
    if channel not in CHANNELS or channel not in settings.CHANNELS:
        raise Http404(channel)
    if Capability.WEBHOOKS not in connector_class(channel).capabilities():
        raise Http404(channel)
    return offline_connector(channel)
