"""Each group of goods has its own label facts; what lacks one is not shown to buyers."""

import pytest

from catalogue.certification.models import ProductGroup
from catalogue.models import Product, ProductImage
from catalogue.producers.models import Producer
from catalogue.provenance.incomplete import incomplete
from catalogue.provenance.models import ProductSheet, ProductText
from catalogue.provenance.publishing import NotPublishable, for_publishing, missing_facts, publish, unpublish
from shop.programme.products.variants import add_variant
from tests.factories import make_producer, make_product, make_user

pytestmark = pytest.mark.django_db

FACTS = {
    "ingredients": "100% măng nứa",
    "shelf_life": "12 tháng",
    "storage": "Nơi khô mát",
    "usage": "Ngâm nước qua đêm",
    "origin": "Lâm Đồng",
    "story": "Chuyện của măng",
}


def reachable(phone: str = "0263 000 000") -> Producer:
    return make_producer(address="Xã Mẫu, Lâm Đồng", phone=phone)


def full(set_no: int | None = 7, *, producer: Producer | None = None, sheet=None, **fields) -> Product:
    """A draft with every fact stated."""
    group = ProductGroup.objects.get(set_no=set_no) if set_no else None
    product = make_product(
        producer=producer or reachable(), is_public=False, sheet={"group": group, **FACTS, **(sheet or {})}, **fields
    )
    ProductImage.objects.create(product=product, original="photos/x.jpg")
    return product


def lacks(product):
    return missing_facts(for_publishing(Product.objects.filter(pk=product.pk)).get())


def lacking(product) -> list[str]:
    return [fact.field for fact in lacks(product)]


def blank(**kept) -> dict:
    return {**dict.fromkeys(FACTS, ""), "net_content": None, "net_unit": "", "parcel_weight": None, **kept}


@pytest.mark.parametrize(
    ("set_no", "fields"),
    [
        (1, ["shelf_life", "storage", "origin", "net_content", "parcel_weight"]),
        (7, ["ingredients", "shelf_life", "storage", "origin", "net_content", "parcel_weight"]),
        (14, ["ingredients", "shelf_life", "storage", "origin", "net_content"]),
        (17, ["ingredients", "shelf_life", "storage", "origin", "net_content", "parcel_weight"]),
        (18, ["ingredients", "usage", "shelf_life", "storage", "origin", "net_content", "parcel_weight"]),
        (19, ["ingredients", "usage", "shelf_life", "origin", "net_content", "parcel_weight"]),
        (21, ["ingredients", "usage", "origin", "parcel_weight"]),
        (24, ["usage", "origin", "parcel_weight"]),
        (26, ["story"]),
        (None, ["group", "origin", "parcel_weight"]),
    ],
)
def test_each_group_asks_for_its_own_facts(set_no, fields):
    assert lacking(full(set_no)) == ([] if set_no else ["group"])
    assert lacking(full(set_no, sheet=blank())) == fields


def test_every_leaf_of_the_decision_has_a_rule():
    from catalogue.provenance.publishing import BY_SET

    assert set(ProductGroup.objects.values_list("set_no", flat=True)) == set(BY_SET)


def test_price_photo_name_and_address_are_asked_of_all():
    product = full(price=None, title="Măng")
    ProductImage.objects.all().delete()
    type(product.sheet.producer).objects.update(address="", address_printed="")
    assert lacking(product) == ["producer", "photos", "price"]


def test_what_is_not_sold_online_needs_a_number_to_call_and_no_price():
    for set_no in (14, 26):
        assert lacking(full(set_no, producer=reachable(phone=""), price=None)) == ["producer"]


def test_alcohol_states_its_strength():
    assert lacking(full(14, sheet={"ingredients": "gạo nếp, men lá"})) == ["ingredients"]


def test_a_family_is_asked_size_by_size():
    product = full(7)
    small = add_variant(product, {"net_content": 250, "net_unit": "g"})
    assert lacking(product) == [f"variant-{small.pk}-price"]
    assert lacks(product)[0].message.endswith("(250 g)")
    product.children.update(is_public=False)
    assert lacking(product) == ["variants"]


def test_publishing_is_refused_with_the_list_and_nothing_changes():
    product = full(7, price=None)
    with pytest.raises(NotPublishable) as refused:
        publish(product, make_user())
    assert [fact.field for fact in refused.value.missing] == ["price"]
    product.refresh_from_db()
    assert not product.is_public
    assert product.changes.count() == 0


def test_publishing_and_unpublishing_are_noted_once():
    product, actor = full(7), make_user()
    publish(product, actor)
    publish(product, actor)
    assert Product.objects.get(pk=product.pk).is_public
    unpublish(product, actor)
    assert not Product.objects.get(pk=product.pk).is_public
    assert [(change.actor, change.what) for change in product.changes.order_by("pk")] == [
        (actor, {"is_public": [False, True]}),
        (actor, {"is_public": [True, False]}),
    ]
    assert ProductSheet.objects.get(product=product).revision == 3


def test_the_rule_as_sql_agrees_with_the_rule():
    made = []
    some, without_phone = reachable(), reachable(phone="")

    def one(set_no, **fields) -> Product:
        return full(set_no, **{"producer": some, "stock": 0, **fields})

    for set_no in (1, 7, 14, 18, 19, 21, 24, 26, None):
        made += [one(set_no), one(set_no, sheet=blank()), one(set_no, price=None), one(set_no, producer=without_phone)]
        made += [one(set_no, sheet={fact: ""}) for fact in FACTS]
        made.append(one(set_no, sheet={"parcel_weight": None}))
        family = one(set_no)
        add_variant(family, {"net_content": 250, "net_unit": "g"})
        heavy = one(set_no, sheet={"parcel_weight": None})
        add_variant(heavy, {"net_content": 250, "net_unit": "g", "parcel_weight": 300})
        childless = one(set_no)
        add_variant(childless, {"net_content": 1, "net_unit": "kg"})
        childless.children.update(is_public=False)
        starred = one(set_no)
        ProductText.objects.create(product=starred, language="en", title="Tea, 4 stars")
        starred_size = one(set_no)
        add_variant(starred_size, {"net_content": 1, "net_unit": "kg"})
        starred_size.children.update(title="Trà OCOP 4 sao")
        made += [family, heavy, childless, starred, starred_size, one(set_no, title="Trà ★★★★")]
    photoless = full(7)
    photoless.images.all().delete()
    families = Product.objects.exclude(structure=Product.CHILD)
    by_sql = set(families.filter(incomplete()).values_list("pk", flat=True))
    by_rule = {product.pk for product in for_publishing(families) if missing_facts(product)}
    assert by_sql == by_rule
    assert (
        set(families.filter(~incomplete()).values_list("pk", flat=True))
        == {product.pk for product in families} - by_rule
    )
    assert 30 < len(by_rule) < len(made)
