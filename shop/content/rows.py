"""Fill the home page's rows: all rows together in a fixed number of queries per row plus one set of cards."""

from django.db.models import Count, F
from django.urls import reverse

from catalogue.cards import cards, for_display
from catalogue.certification.states import today
from catalogue.models import Product
from shop.search.browsing import entries_on
from shop.search.models import SearchEntry


def fill_rows(told: list[dict]) -> list[dict]:
    """Rows with their cards; a row that finds nothing is left out."""
    chosen = [(row, _product_ids(row)) for row in told]
    wanted = {pk for _row, ids in chosen for pk in ids}
    card_of = {
        card.product.pk: card for card in cards(for_display(Product.objects.filter(pk__in=wanted, is_public=True)))
    }
    filled = (
        {"title": row["title"], "url": _see_all(row), "cards": [card_of[pk] for pk in ids if pk in card_of]}
        for row, ids in chosen
    )
    return [row for row in filled if row["cards"]]


def provinces_with_products() -> list[dict]:
    counted = (
        SearchEntry.objects.filter(province__isnull=False)
        .values("province__slug", "province__name")
        .annotate(n=Count("pk"))
        .order_by("province__name")
    )
    return [
        {
            "name": row["province__name"],
            "url": reverse("province", kwargs={"slug": row["province__slug"]}),
            "count": row["n"],
        }
        for row in counted
    ]


def _product_ids(row: dict) -> list[int]:
    value, most = (row.get("value") or "").strip(), row["most"]
    if row["rule"] == "hand":
        return [int(part) for part in value.split(",") if part.strip().isdecimal()][:most]
    entries = entries_on(today())
    if row["rule"] == "province":
        entries = entries.filter(province_id=value)
    elif row["rule"] == "group":
        entries = entries.filter(group__set_no=int(value)) if value.isdecimal() else entries.none()
    order = ["-listed_at", "-product_id"]
    if row["rule"] != "newest":
        order = ["-in_stock", F("star").desc(nulls_last=True), *order]
    if row["rule"] == "stars":
        entries = entries.filter(star__isnull=False)
    return list(entries.order_by(*order).values_list("product_id", flat=True)[:most])


def _see_all(row: dict) -> str:
    listed = reverse("catalogue:index")
    value = (row.get("value") or "").strip()
    if row["rule"] == "province":
        return f"{listed}?tinh={value}"
    return {"stars": f"{listed}?sap_xep=sao", "newest": f"{listed}?sap_xep=moi"}.get(row["rule"], "")
