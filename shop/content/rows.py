"""The home page's product rows and provinces: a fixed number of queries per row, and one set of cards for all rows."""

from collections.abc import Iterable

from django.db.models import Count, F
from django.urls import reverse

from catalogue.cards import Card, cards, for_display
from catalogue.certification.states import today
from catalogue.models import Product
from catalogue.places.alphabet import alphabetical
from shop.search.browsing import entries_on
from shop.search.models import SearchEntry


def cards_by_id(ids: Iterable[int]) -> dict[int, Card]:
    """Cards of those of the products that buyers may see."""
    wanted = Product.objects.filter(pk__in=set(ids), is_public=True, sheet__isnull=False)
    return {card.product.pk: card for card in cards(for_display(wanted))}


def product_ids(row: dict) -> list[int]:
    """What a row shows, in its order; a product chosen by hand that is gone is left out."""
    most = row["most"]
    if row["rule"] == "hand":
        return [product.pk for product in row["products"] if product][:most]
    entries = entries_on(today())
    if row["rule"] == "province":
        entries = entries.filter(province_id=row["province"])
    elif row["rule"] == "group":
        entries = entries.filter(group__set_no=int(row["group"] or 0))
    order = ["-listed_at", "-product_id"]
    if row["rule"] != "newest":
        order = ["-in_stock", F("star").desc(nulls_last=True), *order]
    if row["rule"] == "stars":
        entries = entries.filter(star__isnull=False)
    return list(entries.order_by(*order).values_list("product_id", flat=True)[:most])


def see_all(row: dict) -> str:
    """The list that goes on where the row ends; empty where there is none."""
    listed = reverse("catalogue:index")
    return {
        "province": f"{listed}?tinh={row['province']}",
        "stars": f"{listed}?sap_xep=sao",
        "newest": f"{listed}?sap_xep=moi",
    }.get(row["rule"], "")


def provinces_with_products() -> list[dict]:
    counted = (
        SearchEntry.objects.filter(province__isnull=False)
        .values("province__slug", "province__name")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [
        {
            "name": row["province__name"],
            "url": reverse("province", kwargs={"slug": row["province__slug"]}),
            "count": row["n"],
        }
        for row in sorted(counted, key=lambda row: alphabetical(row["province__name"]))
    ]
