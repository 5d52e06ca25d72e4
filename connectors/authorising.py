"""A seller gives permission: the consent link, its signed state, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.producers.models import Producer
from shop.accounts.models import User

from .configuring import channel_config
from .contract import Connector, Grant, Shop
from .errors import ChannelError
from .holding import GRANT, store_grant
from .http import CallRecord, Http
from .models import Call, ChannelAccount
from .registry import connector_class
from .screens.access import accounts_for
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

    By the exchange the tokens of a shop that is connected already have ended: those that it was given are stored
    first, whoever asked and whatever is said to that person.

    Raises:
        ConsentRefused: the wrong shop, or a shop that is connected already.
    """
    anonymous = _Anonymous(intent.channel)
    try:
        grants = anonymous.connector().exchange(callback)
    except ChannelError as error:
        raise ConsentRefused(_told(error)) from None
    known = {account.pk: grant for grant in grants if (account := _keep(intent.channel, grant))}
    if refusal := _refusal(intent, grants, known):
        for key, grant in known.items():
            _go_on(key, _shop(anonymous, grant))
        _write_down(anonymous, next(iter(known), None))
        raise ConsentRefused(refusal)
    shops = [_shop(anonymous, grant) for grant in grants]
    try:
        with transaction.atomic():
            accounts = [_store(intent, grant, shop) for grant, shop in zip(grants, shops, strict=True)]
    except IntegrityError:
        for grant in grants:
            _keep(intent.channel, grant)
        raise ConsentRefused(_("Somebody else has just connected this shop.")) from None
    _write_down(anonymous, accounts[0].pk)
    return accounts


def _keep(channel: str, grant: Grant) -> ChannelAccount | None:
    """The account of that shop, with its new tokens. One UPDATE: a holder's refresh gives way to it
    (`Held.take_over_grant`)."""
    account = ChannelAccount.objects.filter(channel=channel, shop_id=grant.shop_id).first()
    if account:
        store_grant(account, grant)
    return account


def _go_on(key: int, shop: Shop | None) -> None:
    """A shop that was signed in to by the way: its permission is new, and lives again if it was lost."""
    values = {"grant_expires_at": shop.authorised_until, "ending_told": None} if shop else {}
    with transaction.atomic():
        mine = ChannelAccount.objects.filter(pk=key)
        if values:
            mine.update(**values)
        lost = mine.filter(state=ChannelAccount.State.NEEDS_SIGN_IN)
        if lost.update(state=ChannelAccount.State.CONNECTED, problem={}, not_before=None, failures=0):
            account = mine.get()
            is_signed_in(account)
            bump_account(account)


def _refusal(intent: Intent, grants: tuple[Grant, ...], known: Iterable[int]) -> str:
    """Why the consent cannot be used, for the person who gave it; empty when it can. Of a shop that she may not
    manage she learns nothing."""
    wanted = ChannelAccount.objects.get(pk=intent.account).shop_id if intent.account is not None else None
    fits = not known if wanted is None else {grant.shop_id for grant in grants} == {wanted}
    if fits:
        return ""
    user = User.objects.filter(pk=intent.user).first()
    mine = accounts_for(user).filter(pk__in=known).exclude(pk=intent.account) if user else ()
    names = ", ".join(account.name or account.shop_id for account in mine)
    if wanted is None:
        if names:
            return _("Shop %(shop)s is connected already and goes on as before.") % {"shop": names}
        return _("This shop cannot be connected here. Ask the programme office.")
    refusal = _("You signed in to another shop. Sign in to shop %(shop)s.") % {"shop": wanted}
    if names:
        refusal += " " + _("Shop %(shop)s is connected already and goes on as before.") % {"shop": names}
    return refusal


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
        "grant_expires_at": shop.authorised_until if shop else None,
        "ending_told": None,
    }
    if shop and shop.name:
        values["name"] = shop.name
    if intent.account is not None:  # its tokens are kept already, and may have been refreshed since
        account = ChannelAccount.objects.get(pk=intent.account)
        for name, value in values.items():
            setattr(account, name, value)
        account.save(update_fields=list(values))
        is_signed_in(account)
        bump_account(account)
        return account
    producer = Producer.objects.get(pk=intent.producer) if intent.producer else None
    values |= {name: getattr(grant, name) for name in GRANT}
    return ChannelAccount.objects.create(channel=intent.channel, shop_id=grant.shop_id, producer=producer, **values)


def _write_down(anonymous: _Anonymous, account: int | None) -> None:
    """The calls belong to an account; there is none to show them on when a foreign shop was refused."""
    if account is not None:
        Call.objects.bulk_create(Call(account_id=account, **call) for call in anonymous.calls)


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
