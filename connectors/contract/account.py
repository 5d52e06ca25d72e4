"""The installation's settings for a channel, and one seller's permission."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """The installation's settings for one channel (not one shop).

    `redirect_url` is where the consent page sends the seller back, `webhook_url` the
    exact address registered for pushes; `webhook_secret` defaults to `app_secret`.
    `auth_url` is given where consent page and tokens live on another host than the API.
    """

    app_id: str
    app_secret: str = field(repr=False)
    api_url: str
    auth_url: str = ""
    redirect_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)

    @property
    def origins(self) -> tuple[str, ...]:
        """The only addresses that may be called."""
        return tuple(url for url in (self.api_url, self.auth_url) if url)


@dataclass(frozen=True, slots=True)
class Grant:
    """A seller's permission for one shop: tokens and their ends in UTC (None = not told).

    Store a new one before using it: refresh tokens may work only once.
    """

    shop_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop behind a grant; `active` is false while the marketplace has stopped it."""

    shop_id: str
    name: str
    active: bool
    region: str = ""
    status: str = ""
    authorised_until: datetime | None = None
