"""The way to a marketplace's consent page and back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.producers.models import Producer
from connectors.authorising import ConsentRefused, Intent, connect, consent_url
from connectors.models import ChannelAccount
from connectors.registry import CHANNELS

from .access import accounts_for, is_programme_staff, producers_for


@login_required
@require_POST
def start(request: HttpRequest, channel: str) -> HttpResponse:
    """POST `producer` (a key; empty = the programme's own shop, officers only) or `account` to connect it again."""
    if channel not in CHANNELS:
        raise Http404(channel)
    return redirect(consent_url(_intent(request, channel)))


@login_required
def finish(request: HttpRequest, channel: str) -> HttpResponse:
    """The marketplace sends the seller back here with a code and our signed state."""
    home = "channel_overview" if is_programme_staff(request.user) else "connectors:desk_overview"
    try:
        intent = Intent.read(request.GET.get("state", ""), channel, request.user.pk)
        if "error" in request.GET:
            messages.info(request, _("You did not allow it, so nothing is connected. Everything stays as it was."))
            return redirect(home)
        accounts = connect(intent, request.GET.dict())
    except ConsentRefused as refused:
        messages.error(request, str(refused))
        return redirect(home)
    names = ", ".join(str(account) for account in accounts)
    messages.success(request, _("Connected: %(names)s.") % {"names": names})
    return redirect(home)


def _intent(request: HttpRequest, channel: str) -> Intent:
    if account_id := request.POST.get("account"):
        account: ChannelAccount = get_object_or_404(accounts_for(request.user), pk=account_id, channel=channel)
        return Intent(channel, request.user.pk, account.producer_id, account.pk)
    if producer_id := request.POST.get("producer"):
        producer: Producer = get_object_or_404(producers_for(request.user), pk=producer_id)
        return Intent(channel, request.user.pk, producer.pk)
    if not is_programme_staff(request.user) or request.user.office_provinces.exists():
        raise PermissionDenied
    return Intent(channel, request.user.pk)
