"""The demo's sales channels: consent on the practice marketplaces, a handful of listings, the push addresses."""

from __future__ import annotations

import time
from urllib.parse import urljoin

import requests

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.models import Product
from catalogue.producers.models import Producer
from connectors.authorising import Intent, connect, consent_url
from connectors.configuring import channel_config
from connectors.holding import holding
from connectors.models import ChannelAccount, Listing
from connectors.offering import create_listing, remember_mapping
from connectors.registry import connector_class
from connectors.sync import visit
from connectors.waking import bump_account

from .channels import give_consent

# Shops on the practice marketplaces → producer; an empty name is the programme's own shop.
SHOPS = {
    "shopee": {
        "322300222": "HTX Mẫu Mật ong Mộc Châu",
        "322300333": "HTX Mẫu Phja Đén",
        "322300444": "",
        "322300555": "THT Mẫu Chè Tà Xùa",
    },
    "lazada": {
        "200166591": "HTX Mẫu Mật ong Mộc Châu",
        "200166592": "HTX Mẫu Phja Đén",
        "200166593": "",
    },
}
APP_NAMES = {"shopee": "partner_id", "lazada": "app_key"}
SIGNED_OUT = "322300555"  # on Shopee; its seller takes the permission back, so that the demo shows what happens then
UNANSWERED = "Thạch đen Mẫu"  # on Shopee without its answers, so that the demo shows a refusal that can be mended
FROM_THE_DECISIONS = ("Hạt Mắc ca Mơ Nông", "Tiêu xanh sấy thăng hoa", "beCHAMP Coffee Gu Mạnh")
PATIENCE = 30.0


class Command(BaseCommand):
    help = "Connect the demo's shops on the practice marketplaces and put products on them, once."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Only with demo settings: real sellers give consent in the browser.")
        for channel, shops in SHOPS.items():
            self._wait_for_the_marketplace(channel)
            self._register_pushes(channel)
            if not ChannelAccount.objects.filter(channel=channel).exists():
                self._open(channel, shops)
            self._announce(channel)

    def _open(self, channel: str, shops: dict[str, str]) -> None:
        self.stdout.write(f"  connecting shops on the practice {connector_class(channel).title} …")
        if SIGNED_OUT in shops:
            self._control(channel, "seed_shop", shop_id=int(SIGNED_OUT), shop_name="Gian hàng mẫu hết quyền")
        for shop_id, producer in shops.items():
            account = self._connect(channel, shop_id, producer)
            for product in self._products(producer):
                self._list(account, product)
            visit(account.pk)
        if SIGNED_OUT in shops:
            self._sign_out(channel)

    def _sign_out(self, channel: str) -> None:
        app = int(channel_config(channel).app_id)
        self._control(channel, "deauthorise", shop_id=int(SIGNED_OUT), partner_id=app)
        account = ChannelAccount.objects.get(channel=channel, shop_id=SIGNED_OUT)
        bump_account(account)
        visit(account.pk)

    def _announce(self, channel: str) -> None:
        live = Listing.objects.filter(account__channel=channel).exclude(item_id="").count()
        self.stdout.write(f"  {connector_class(channel).title}: {live} listings")

    def _wait_for_the_marketplace(self, channel: str) -> None:
        address = channel_config(channel).api_url
        for _attempt in range(60):
            try:
                requests.get(address, timeout=2)
                return
            except requests.RequestException:
                time.sleep(0.25)
        raise CommandError(f"The practice marketplace does not answer at {address}.")

    def _register_pushes(self, channel: str) -> None:
        config = channel_config(channel)
        app = {APP_NAMES[channel]: config.app_id}
        self._control(channel, "push_target", **app, callback_url=config.webhook_url)

    @staticmethod
    def _control(channel: str, act: str, **fields) -> None:
        url = urljoin(channel_config(channel).api_url, f"/_control/{act}")
        requests.post(url, json=fields, timeout=10).raise_for_status()

    def _connect(self, channel: str, shop_id: str, producer: str) -> ChannelAccount:
        owner = Producer.objects.get(name=producer).pk if producer else None
        intent = Intent(channel, 0, owner)
        [account] = connect(intent, give_consent(consent_url(intent), shop_id))
        return account

    def _products(self, producer: str):
        public = Product.objects.filter(is_public=True, sheet__group__isnull=False).exclude(structure=Product.CHILD)
        if producer:
            return public.filter(sheet__producer__name=producer).select_related("sheet")
        return public.filter(title__in=FROM_THE_DECISIONS).select_related("sheet")

    def _list(self, account: ChannelAccount, product: Product) -> None:
        with holding(account.pk, patience=PATIENCE) as held:
            suggested = list(held.call(lambda: held.connector.suggest_category(product.title)))
            if suggested:
                listing = create_listing(held, product, suggested[0], on_sale=True)
                remember_mapping(listing, ())
                if product.title == UNANSWERED and account.channel == "shopee":
                    Listing.objects.filter(pk=listing.pk).update(attributes=[])
