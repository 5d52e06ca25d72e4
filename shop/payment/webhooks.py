"""Doors of the banks' messengers: bounded, verified over the raw bytes, then read."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import sepay
from .transactions import record

LARGEST = 64 * 1024


@csrf_exempt
@require_POST
def from_sepay(request: HttpRequest) -> HttpResponse:
    """200 once the money's row is stored (or was before); 4xx and nothing stored for anything else."""
    if not sepay.is_connected():
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    if len(body) > LARGEST:
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
