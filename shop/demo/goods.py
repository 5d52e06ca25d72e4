"""Put the demo's producers and products on sale, by the same functions that the office's screens call."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from zlib import crc32

from django.core.files.base import ContentFile

from catalogue.certification.importing.applying import draft_product
from catalogue.certification.importing.rows import Facts
from catalogue.certification.models import ProductGroup
from catalogue.models import Product
from catalogue.places.models import Commune, Province
from catalogue.producers.models import Producer
from catalogue.provenance.editing import save_facts
from catalogue.provenance.photos import add_photo
from catalogue.provenance.publishing import publish
from catalogue.provenance.texts import save_texts
from shop.partner.models import Partner
from shop.programme.products.selling import record_of, save_offer
from shop.programme.products.variants import add_variant
from shop.stock import ledger

from .pictures import compose

LAYOUTS, WITH_PACK = 4, (0, 3)
Picture = tuple[str, int, str]


def make_producer(told: dict, *, fictitious: bool) -> Producer:
    """A producer as a data file tells of it; without what the file does not state."""
    province = Province.objects.get(code=told["province"])
    known = "" if "address_printed" in told else str(province)
    commune = Commune.objects.filter(province=province, name=told.get("commune", "")).first()
    partner = Partner.objects.create(name=told["name"][:128])
    return Producer.objects.create(
        partner=partner,
        name=told["name"],
        kind=told["type"],
        province=province,
        commune=commune,
        address_printed=told.get("address_printed", ""),
        address=f"Thôn Mẫu, {commune}, {province}" if fictitious else known,
        phone="0900 000 000" if fictitious else "",
        is_demo=fictitious,
    )


def make_product(told: dict, producer: Producer) -> Product:
    """A draft product with its producer, as an imported decision would leave it."""
    return draft_product(Facts(product_name=told["title"], producer_name=producer.name), producer)


def put_on_sale(product: Product, told: dict, *, actor, pictures: dict[Picture, bytes]) -> None:
    """Facts, photos, price, parcel and opening stock, all marked as demo; then publish."""
    producer = product.sheet.producer
    first, *more = told["sizes"] or [None]
    save_facts(product, _facts(told, first), actor=actor)
    type(product.sheet).objects.filter(product=product).update(is_demo=True)
    if first:
        save_offer(product, producer.partner, sku="", price=Decimal(first[2]), actor=actor)
        _open_stock(product, first[3], actor)
    for amount, unit, price, stock in more:
        facts = {"net_content": Decimal(amount), "net_unit": unit, "parcel_weight": _parcel(amount, unit)}
        variant = add_variant(Product.objects.get(pk=product.pk), facts, actor=actor)
        save_offer(variant, producer.partner, sku=f"SP{variant.pk:05d}", price=Decimal(price), actor=actor)
        _open_stock(variant, stock, actor)
    for picture in pictures_of(product.title, told):
        add_photo(product, ContentFile(pictures[picture]), alt=f"{product.title} (ảnh minh họa)", actor=actor)
    publish(Product.objects.get(pk=product.pk), actor)


def tell_in_english(told: dict[str, dict], *, actor) -> None:
    """Texts by the Vietnamese title of their product."""
    for title, texts in told.items():
        save_texts(Product.objects.get(title=title), "en", texts, actor=actor)


def pictures_of(title: str, told: dict) -> list[Picture]:
    """Which pictures a product shows: its kind, the layout, and the words on the label where they are its own.

    Words of its own are wanted where the kind is only near: then both pictures show the pack.
    """
    if words := told.get("words", ""):
        return [(told["kind"], layout, words) for layout in WITH_PACK]
    first = crc32(title.encode())
    return [(told["kind"], (first + number) % LAYOUTS, "") for number in range(len(WITH_PACK))]


def draw(wanted: set[Picture]) -> dict[Picture, bytes]:
    """Compose these pictures, on all cores: drawing and encoding release the interpreter's lock."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(wanted, pool.map(lambda one: compose(*one), wanted), strict=True))


def _facts(told: dict, first: list | None) -> dict:
    facts = {name: told.get(name, "") for name in ("ingredients", "shelf_life", "storage", "allergens", "story")}
    facts["group"] = ProductGroup.objects.get(legal_document="26/2026/QĐ-TTg", set_no=told["group"])
    facts["origin"] = "Việt Nam"
    facts["handling"] = told.get("handling", "")
    facts["usage"] = told.get("usage", "Xem hướng dẫn trên bao bì.")
    if first:
        facts |= {"net_content": Decimal(first[0]), "net_unit": first[1]}
        facts |= {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10}
        facts["parcel_weight"] = _parcel(first[0], first[1])
    return facts


def _parcel(amount: int, unit: str) -> int:
    """Grams with packing; a craft piece counts as half a kilogram."""
    return 600 if unit == "piece" else round(amount * 1.15) + 60


def _open_stock(product: Product, units: int, actor) -> None:
    if units:
        ledger.receive(
            record_of(Product.objects.get(pk=product.pk)), units, actor=actor, reason="Nhập kho đầu kỳ (demo)"
        )
