"""The demo's sales channels: consent on the practice marketplace, a handful of listings, the push address."""

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
from connectors.offering import create_listing
from connectors.sync import visit
from connectors.waking import bump_account

from .channels import give_consent

CHANNEL = "shopee"
# Shop on the practice marketplace → producer; an empty name is the programme's own shop.
SHOPS = {
    "322300222": "HTX Mẫu Mật ong Mộc Châu",
    "322300333": "HTX Mẫu Phja Đén",
    "322300444": "",
    "322300555": "THT Mẫu Chè Tà Xùa",
}
SIGNED_OUT = "322300555"  # its seller takes the permission back, so that the demo shows what happens then
UNANSWERED = "Thạch đen Mẫu"  # put there without its answers, so that the demo shows a refusal that can be mended
FROM_THE_DECISIONS = ("Hạt Mắc ca Mơ Nông", "Tiêu xanh sấy thăng hoa", "beCHAMP Coffee Gu Mạnh")
PATIENCE = 30.0


class Command(BaseCommand):
    help = "Connect the demo's shops on the practice marketplace and put products on it, once."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Only with demo settings: real sellers give consent in the browser.")
        self._wait_for_the_marketplace()
        self._register_pushes()
        if ChannelAccount.objects.exists():
            return
        self.stdout.write("  connecting shops on the practice Shopee …")
        self._control("seed_shop", shop_id=int(SIGNED_OUT), shop_name="Gian hàng mẫu hết quyền")
        for shop_id, producer in SHOPS.items():
            account = self._connect(shop_id, producer)
            for product in self._products(producer):
                self._list(account, product)
            visit(account.pk)
        self._control("deauthorise", shop_id=int(SIGNED_OUT), partner_id=int(channel_config(CHANNEL).app_id))
        signed_out = ChannelAccount.objects.get(shop_id=SIGNED_OUT)
        bump_account(signed_out)
        visit(signed_out.pk)
        live = Listing.objects.exclude(item_id="").count()
        self.stdout.write(f"  {live} listings there")

    def _wait_for_the_marketplace(self) -> None:
        address = channel_config(CHANNEL).api_url
        for _attempt in range(60):
            try:
                requests.get(address, timeout=2)
                return
            except requests.RequestException:
                time.sleep(0.25)
        raise CommandError(f"The practice marketplace does not answer at {address}.")

    def _register_pushes(self) -> None:
        config = channel_config(CHANNEL)
        self._control("push_target", partner_id=int(config.app_id), callback_url=config.webhook_url)

    @staticmethod
    def _control(act: str, **fields) -> None:
        url = urljoin(channel_config(CHANNEL).api_url, f"/_control/{act}")
        requests.post(url, json=fields, timeout=10).raise_for_status()

    def _connect(self, shop_id: str, producer: str) -> ChannelAccount:
        owner = Producer.objects.get(name=producer).pk if producer else None
        intent = Intent(CHANNEL, 0, owner)
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
                if product.title == UNANSWERED:
                    Listing.objects.filter(pk=listing.pk).update(attributes=[])
