"""A seller gives permission: the consent link, its signed state, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.producers.models import Producer

from .configuring import channel_config
from .contract import Connector, Grant, Shop
from .errors import ChannelError
from .http import CallRecord, Http
from .models import Call, ChannelAccount
from .registry import connector_class
from .telling import is_signed_in
from .waking import bump_account

SALT = "connectors.consent"
CONSENT_SECONDS = 30 * 60


class ConsentRefused(Exception):
    """The connection cannot be made; the text is for the person who tried."""


@dataclass(frozen=True)
class Intent:
    """What somebody set out to do: connect a shop for a producer (None = the programme), or one account again."""

    channel: str
    user: int
    producer: int | None = None
    account: int | None = None

    def signed(self) -> str:
        values = [self.channel, self.user, self.producer, self.account]
        return signing.dumps(values, salt=SALT)

    @classmethod
    def read(cls, state: str, channel: str, user: int) -> Intent:
        """Raises ConsentRefused: forged, older than half an hour, of another channel, or somebody else's."""
        try:
            found = cls(*signing.loads(state, salt=SALT, max_age=CONSENT_SECONDS))
        except (signing.BadSignature, TypeError, ValueError):
            raise ConsentRefused(_("This sign-in link is not valid any more. Start again.")) from None
        if (found.channel, found.user) != (channel, user):
            raise ConsentRefused(_("This sign-in was started by somebody else. Start again."))
        return found


def consent_url(intent: Intent) -> str:
    """The marketplace's consent page."""
    with_http = _Anonymous(intent.channel)
    return with_http.connector().authorise_url(intent.signed())


def connect(intent: Intent, callback: Mapping[str, str]) -> list[ChannelAccount]:
    """Turn the marketplace's answer into accounts.

    Raises:
        ConsentRefused: the wrong shop, or a shop that is connected already.
    """
    anonymous = _Anonymous(intent.channel)
    try:
        grants = anonymous.connector().exchange(callback)
    except ChannelError as error:
        raise ConsentRefused(_told(error)) from None
    _check_owner(intent, grants)
    shops = [_shop(anonymous, grant) for grant in grants]
    with transaction.atomic():
        accounts = [_store(intent, grant, shop) for grant, shop in zip(grants, shops, strict=True)]
        for call in anonymous.calls:
            Call.objects.create(account=accounts[0], **call)
    return accounts


def _check_owner(intent: Intent, grants: tuple[Grant, ...]) -> None:
    shop_ids = {grant.shop_id for grant in grants}
    if intent.account is not None:
        wanted = ChannelAccount.objects.get(pk=intent.account).shop_id
        if shop_ids != {wanted}:
            raise ConsentRefused(_("You signed in to another shop. Sign in to shop %(shop)s.") % {"shop": wanted})
        return
    known = ChannelAccount.objects.filter(channel=intent.channel, shop_id__in=shop_ids).first()
    if known:
        raise ConsentRefused(_("Shop %(shop)s is connected already.") % {"shop": known.name or known.shop_id})


def _shop(anonymous: _Anonymous, grant: Grant) -> Shop | None:
    """Name and end of the permission; without them the shop is connected all the same."""
    try:
        return anonymous.connector(grant).check()
    except ChannelError:
        return None


def _store(intent: Intent, grant: Grant, shop: Shop | None) -> ChannelAccount:
    values = {
        "state": ChannelAccount.State.CONNECTED,
        "problem": {},
        "not_before": None,
        "failures": 0,
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "access_expires_at": grant.access_expires_at,
        "refresh_expires_at": grant.refresh_expires_at,
        "grant_expires_at": shop.authorised_until if shop else None,
        "ending_told": None,
    }
    if shop and shop.name:
        values["name"] = shop.name
    if intent.account is not None:
        account = ChannelAccount.objects.get(pk=intent.account)
        for name, value in values.items():
            setattr(account, name, value)
        account.save(update_fields=list(values))
        is_signed_in(account)
        bump_account(account)
        return account
    producer = Producer.objects.get(pk=intent.producer) if intent.producer else None
    try:
        with transaction.atomic():
            return ChannelAccount.objects.create(
                channel=intent.channel, shop_id=grant.shop_id, producer=producer, **values
            )
    except IntegrityError:
        raise ConsentRefused(_("Shop %(shop)s is connected already.") % {"shop": grant.shop_id}) from None


def _told(error: ChannelError) -> str:
    if error.problem:
        return f"{error.problem.message} {error.problem.remedy}"
    return _("The marketplace did not answer as it should. Try again later.")


class _Anonymous:
    """Calls before there is an account to hold: kept in memory, stored when there is one."""

    def __init__(self, channel: str, clock: Callable[[], datetime] = timezone.now):
        self.channel = channel
        self.config = channel_config(channel)
        self.calls: list[dict] = []
        self.http = Http(channel, origins=self.config.origins, recorder=self._keep, clock=clock)

    def connector(self, grant: Grant | None = None) -> Connector:
        return connector_class(self.channel)(self.config, self.http, grant)

    def _keep(self, record: CallRecord) -> None:
        names = ("channel", "operation", "method", "url", "request", "response", "status", "error", "started_at")
        self.calls.append({name: getattr(record, name) for name in names} | {"elapsed": record.elapsed})
