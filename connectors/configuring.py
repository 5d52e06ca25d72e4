"""The installation's settings for a channel, as the contract wants them."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from .contract import ChannelConfig, Connector
from .http import Http
from .registry import connector_class


def channel_config(channel: str) -> ChannelConfig:
    """Keys and addresses of one channel; KeyError when the installation has none."""
    given = settings.CHANNELS[channel]
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return ChannelConfig(
        app_id=given["partner_id"],
        app_secret=given["partner_key"],
        api_url=given["base_url"].rstrip("/"),
        auth_url=given.get("auth_url", "").rstrip("/"),
        redirect_url=given.get("redirect_url") or site + reverse("connectors:authorised", args=[channel]),
        webhook_url=given.get("webhook_url") or site + reverse("connectors:webhook", args=[channel]),
        webhook_secret=given.get("push_key", ""),
    )


def offline_connector(channel: str) -> Connector:
    """For what needs no call: verifying a push, previewing a draft. There is no grant, so nothing can be sent."""
    config = channel_config(channel)
    http = Http(channel, origins=config.origins, recorder=lambda record: None, clock=timezone.now)
    return connector_class(channel)(config, http)
