"""The demo's cold delivery: invented prices above those of standard delivery; what breaks goes by both."""

from decimal import Decimal

from shop.shipping.models import ShippingRate

BANDS = ((1_000, 45_000, 75_000), (3_000, 65_000, 110_000), (10_000, 120_000, 210_000))  # grams, near, far (đồng)
DAYS = {ShippingRate.Zone.SAME_PROVINCE: (1, 1), ShippingRate.Zone.OTHER: (1, 2)}


def make_cold_rates() -> None:
    ShippingRate.objects.bulk_create(
        ShippingRate(
            zone=zone,
            service=ShippingRate.Service.COLD,
            up_to_grams=grams,
            price=Decimal(price),
            min_days=DAYS[zone][0],
            max_days=DAYS[zone][1],
        )
        for grams, *prices in BANDS
        for zone, price in zip(DAYS, prices, strict=True)
    )
