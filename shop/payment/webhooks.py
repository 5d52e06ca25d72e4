"""Doors of the banks' messengers: bounded, verified over the raw bytes, then read."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import card_events, sepay, stripe_api
from .ports import ProviderSilent
from .transactions import record

LARGEST = 64 * 1024
LARGEST_FROM_STRIPE = 256 * 1024  # an event carries the whole session or charge


@csrf_exempt
@require_POST
def from_sepay(request: HttpRequest) -> HttpResponse:
    """200 once the money's row is stored (or was before); 4xx and nothing stored for anything else."""
    if not sepay.is_connected():
        raise Http404
    body = _bounded(request)
    if body is None:
        return HttpResponse(status=413)
    if not sepay.is_genuine(request.headers, body, timezone.now()):
        return HttpResponse(status=403)
    try:
        transfer = sepay.read(body)
    except sepay.Malformed:
        return HttpResponse(status=400)
    if transfer:
        record(transfer)
    return JsonResponse({"success": True})


@csrf_exempt
@require_POST
def from_stripe(request: HttpRequest) -> HttpResponse:
    """200 once acted on (or before, or nothing to us); 4xx and nothing stored for anything else.

    503 if Stripe's API could not be asked: Stripe sends the message again.
    """
    if not stripe_api.is_connected():
        raise Http404
    body = _bounded(request, LARGEST_FROM_STRIPE)
    if body is None:
        return HttpResponse(status=413)
    if not stripe_api.is_genuine(body, request.headers.get("Stripe-Signature", "")):
        return HttpResponse(status=403)
    try:
        event = card_events.read(body)
    except card_events.Malformed:
        return HttpResponse(status=400)
    try:
        card_events.act(event)
    except ProviderSilent:
        return HttpResponse(status=503)
    return JsonResponse({"received": True})


def _bounded(request: HttpRequest, largest: int = LARGEST) -> bytes | None:
    """The raw body, unread if it is said to be larger; None if it is too large."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > largest:
        return None
    return body if len(body := request.body) <= largest else None
