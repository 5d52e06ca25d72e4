"""Put a product on a channel: the listing row with its category and first answers; nothing is sent by this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalogue.slugs import fold

from .contract import Attribute
from .drafting import ensure_skus
from .holding import Held
from .models import CategoryMapping, ChannelAccount, Listing
from .reading import categories, category_name, reference


class UnknownCategory(ValueError):
    """Not a category that goods can be put into on this channel."""


def create_listing(held: Held, product, category: str, *, on_sale: bool = False) -> Listing:
    """A listing of `product` on the held account, answered as far as the sheet and earlier choices know.

    Raises:
        UnknownCategory: no leaf of the channel's tree.
        ChannelError: the channel could not be read.
    """
    tree = categories(held)
    if category not in {one.id for one in tree if one.leaf}:
        raise UnknownCategory(category)
    known = reference(held, category)
    mapping = remembered_mapping(held.account, product)
    remembered = mapping.attributes if mapping and mapping.category_id == category else []
    listing = Listing.objects.create(
        account=held.account,
        product=product,
        item_sku=f"CP-{held.account.pk}-{product.pk}",
        category_id=category,
        category_name=category_name(tree, category)[:300],
        attributes=_merged(first_answers(known.attributes, product), remembered),
        on_sale=on_sale,
    )
    ensure_skus(listing)
    return listing


def remembered_mapping(account: ChannelAccount, product) -> CategoryMapping | None:
    """What was chosen last on this channel for the product's group."""
    group = product.sheet.group_id
    return CategoryMapping.objects.filter(channel=account.channel, group=group).first() if group else None


def remember_mapping(listing: Listing, answers: Sequence[dict[str, Any]], user=None) -> None:
    """The next product of the same group on this channel starts from this category and these answers."""
    group = getattr(getattr(listing.product, "sheet", None), "group", None)
    if group is None:
        return
    CategoryMapping.objects.update_or_create(
        channel=listing.account.channel,
        group=group,
        defaults={
            "category_id": listing.category_id,
            "category_name": listing.category_name,
            "attributes": list(answers),
            "said_by": user,
        },
    )


def first_answers(attributes: Sequence[Attribute], product) -> list[dict[str, Any]]:
    """What the product sheet answers by itself: origin, ingredients, who made it and where."""
    sheet = getattr(product, "sheet", None)
    if sheet is None:
        return []
    known = {
        "xuat xu": "Việt Nam",
        "thanh phan": sheet.ingredients,
        "ten to chuc chiu trach nhiem san xuat": sheet.producer.name,
        "co so san xuat": sheet.producer.name,
        "dia chi to chuc san xuat": sheet.producer.address or sheet.producer.place_name,
        "han su dung": sheet.shelf_life,
    }
    rows = []
    for one in attributes:
        answer = known.get(fold(one.name), "")
        option = _option(one, answer)
        if option:
            rows.append({"id": one.id, "options": [option]})
        elif answer and one.custom:
            rows.append({"id": one.id, "options": [], "text": " ".join(answer.split())[:200]})
    return rows


def _option(attribute: Attribute, answer: str) -> str | None:
    """The option that says what the sheet says: the same words, or those that the sheet's begin with ("12 tháng …")."""
    said = fold(answer)
    names = {option.id: fold(option.name) for option in attribute.options}
    same = [key for key, name in names.items() if name == said]
    begun = [key for key, name in names.items() if name and said.startswith(f"{name} ")]
    return next(iter([*same, *begun]), None)


def _merged(first: list[dict], remembered: list[dict]) -> list[dict]:
    """What the sheet answers, completed by what was chosen last for the group."""
    known = {row["id"] for row in first}
    return [*first, *(row for row in remembered if row["id"] not in known)]
