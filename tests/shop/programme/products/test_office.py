"""The office's product screens: who may open them, what they save, and how many queries they take."""

import re

import pytest

from django.contrib.auth.models import Permission
from django.urls import reverse

from catalogue.certification.models import ProductGroup
from catalogue.models import Product
from catalogue.places.models import Province
from catalogue.provenance import photos
from catalogue.provenance.history import record as note
from catalogue.provenance.models import OfficeProvince, PricePoint, ProductSheet
from shop.programme.products import history
from shop.programme.products.variants import add_variant
from shop.stock import ledger
from tests.factories import make_certificate, make_producer, make_product, make_user
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def make_officer(*provinces: str):
    officer = make_user(is_staff=True)
    officer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_productsheet"]))
    for code in provinces:
        OfficeProvince.objects.create(user=officer, province=Province.objects.get(code=code))
    return officer


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def page_of(product) -> str:
    return reverse("programme_product", args=[product.pk])


def typed(client, product, **changes) -> dict:
    """What a browser would post from the page as it stands, with some fields typed over."""
    html = client.get(page_of(product)).content.decode()
    posted = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        if name and 'type="file"' not in tag and 'type="checkbox"' not in tag and name[1] not in ("q",):
            value = re.search(r'value="([^"]*)"', tag)
            posted[name[1]] = value[1] if value else ""
        elif name and 'type="checkbox"' in tag and " checked" in tag:
            posted[name[1]] = "on"
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S):
        posted[name] = body
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        posted[name] = chosen[1] if chosen else ""
    posted.pop("csrfmiddlewaretoken", None)
    return {**posted, "action": "save", **changes}


def test_an_officer_edits_everything_on_one_page(office, officer):
    product = make_product(price=None, stock=0, is_public=False)
    group = ProductGroup.objects.get(set_no=7)
    data = typed(
        office, product, title="Măng nứa sấy khô", group=group.pk, net_content="0,5", net_unit="kg",
        ingredients="100% măng nứa", price="85.000 ₫", sku="MN-500", parcel_weight="650", gtin="8938505974194",
    )  # fmt: skip
    answer = office.post(page_of(product), {**data, "photos": [picture()]})
    assert answer.status_code == 302, answer.context["editor"].facts.errors
    product = Product.objects.get(pk=product.pk)
    record = product.stockrecords.get()
    assert (product.title, product.slug) == ("Măng nứa sấy khô", "mang-nua-say-kho")
    assert (product.sheet.group, product.sheet.size, product.sheet.parcel_weight) == (group, "0,5 kg", 650)
    assert (record.partner_sku, record.price, product.images.count()) == ("MN-500", 85_000, 1)
    assert PricePoint.objects.get(record=record).actor == officer
    assert product.sheet.revision > 1


def test_errors_stand_at_the_field_keep_what_was_typed_and_save_nothing(office):
    product = make_product()
    data = typed(office, product, title="Tên mới", gtin="8938505974195", price="mười nghìn", parcel_weight="-3")
    answer = office.post(page_of(product), data)
    editor = answer.context["editor"]
    assert answer.status_code == 200
    assert set(editor.facts.errors) == {"gtin", "parcel_weight"}
    assert set(editor.offer.errors) == {"price"}
    html = answer.content.decode()
    assert 'value="Tên mới"' in html and 'value="mười nghìn"' in html and 'value="8938505974195"' in html
    product.refresh_from_db()
    assert (product.title, product.stockrecords.get().price, product.changes.count()) == ("Măng nứa khô", 85_000, 0)


def test_saving_what_stands_changes_nothing(office):
    product = make_product(
        sheet={"group": ProductGroup.objects.get(set_no=7), "net_content": "0.250", "net_unit": "kg"}
    )
    assert office.post(page_of(product), typed(office, product)).status_code == 302
    assert product.changes.count() == 0
    assert ProductSheet.objects.get(product=product).revision == 1


def test_somebody_elses_save_is_not_overwritten(office):
    product = make_product()
    data = typed(office, product, title="Của tôi")
    office.post(page_of(product), typed(office, product, title="Của người khác"))
    answer = office.post(page_of(product), data)
    assert answer.status_code == 200
    assert Product.objects.get(pk=product.pk).title == "Của người khác"
    assert 'value="Của tôi"' in answer.content.decode()


def test_a_sku_of_other_goods_is_refused_at_its_field(office):
    producer = make_producer()
    other, product = make_product(producer=producer), make_product(producer=producer)
    taken = other.stockrecords.get().partner_sku
    answer = office.post(page_of(product), typed(office, product, sku=taken))
    assert set(answer.context["editor"].offer.errors) == {"sku"}


def test_publishing_is_refused_with_links_to_the_fields(office):
    product = make_product(is_public=False, price=None)
    answer = office.post(page_of(product), typed(office, product, action="publish"), follow=True)
    assert not Product.objects.get(pk=product.pk).is_public
    html = answer.content.decode()
    for field in ("group", "price", "photos"):
        assert f'href="#id_{field}"' in html
        assert f'id="id_{field}"' in html


def test_a_complete_product_is_published_and_taken_back(office):
    producer = make_producer(address="Xã Mẫu")
    facts = dict.fromkeys(("ingredients", "shelf_life", "storage", "origin"), "có")
    group = ProductGroup.objects.get(set_no=7)
    product = make_product(producer=producer, is_public=False, sheet={"group": group, **facts})
    photos.add_photo(product, picture())
    office.post(page_of(product), typed(office, product, action="publish"))
    assert Product.objects.get(pk=product.pk).is_public
    office.post(page_of(product), typed(office, product, action="unpublish"))
    assert not Product.objects.get(pk=product.pk).is_public


def test_stock_comes_in_once_however_often_the_button_is_pressed(office, officer):
    product = make_product(stock=10)
    press = typed(office, product, action=f"receive:{product.pk}", **{f"stock-{product.pk}-units": "5"})
    office.post(page_of(product), press)
    office.post(page_of(product), press)
    record = product.stockrecords.get()
    assert record.num_in_stock == 15
    assert record.movements.filter(actor=officer).count() == 1


def test_a_count_below_what_is_promised_is_refused(office):
    product = make_product(stock=10)
    ledger.reserve(product.stockrecords.get(), 4, claim="order-line:1")
    unit = f"stock-{product.pk}-units"
    data = typed(office, product, action=f"count:{product.pk}", **{unit: "3"})
    office.post(page_of(product), data)
    assert product.stockrecords.get().num_in_stock == 10
    office.post(page_of(product), typed(office, product, action=f"count:{product.pk}", **{unit: "7"}))
    assert product.stockrecords.get().num_in_stock == 7


def test_a_second_size_makes_a_family_and_keeps_stock_price_and_certificate(office):
    product = make_product(stock=10, sheet={"gtin": "8938505974194"})
    certificate = make_certificate(product)
    record = product.stockrecords.get()
    answer = office.post(
        page_of(product),
        typed(office, product, **{"new-net_content": "250", "new-net_unit": "g", "new-price": "45000"}),
    )
    assert answer.status_code == 302
    product = Product.objects.get(pk=product.pk)
    first, second = product.children.order_by("pk")
    assert product.is_parent and not product.has_stockrecords
    assert (first.title, second.title) == ("Măng nứa khô 500 g", "Măng nứa khô 250 g")
    assert (first.stockrecords.get(), first.sheet.gtin) == (record, "8938505974194")
    assert second.stockrecords.get().price == 45_000
    assert list(certificate.coverages.values_list("product", flat=True).order_by("pk")) == [product.pk, first.pk]
    office.post(page_of(product), typed(office, product, whole_family="on"))
    coverage = certificate.coverages.get(product=product)
    assert coverage.whole_family and coverage.said_by is not None


def test_an_unused_size_is_deleted_and_a_used_one_only_stops_being_offered(office):
    product = make_product(stock=10)
    unused = add_variant(product, {"net_content": 250, "net_unit": "g"})
    used = product.children.exclude(pk=unused.pk).get()
    for variant in (unused, used):
        office.post(page_of(product), typed(office, product, action=f"size-remove:{variant.pk}"))
    assert list(product.children.values_list("pk", "is_public")) == [(used.pk, False)]


def test_two_sizes_cannot_get_one_sku_in_one_save(office):
    product = make_product()
    second = add_variant(product, {"net_content": 250, "net_unit": "g"})
    first = product.children.exclude(pk=second.pk).get()
    data = typed(office, product, **{f"variant-{first.pk}-sku": "A", f"variant-{second.pk}-sku": "A"})
    answer = office.post(page_of(product), data)
    assert answer.status_code == 200
    assert [form.errors.keys() for form in answer.context["editor"].sizes if form.errors] == [{"sku"}]


def test_photos_are_ordered_cropped_and_deleted_without_javascript(office):
    product = make_product()
    one, two = (photos.add_photo(product, picture(colour=colour)) for colour in ("red", "blue"))
    office.post(page_of(product), typed(office, product, action=f"photo-down:{one.pk}"))
    assert list(product.images.values_list("pk", flat=True)) == [two.pk, one.pk]
    square = {f"photo-{one.pk}-{name}": value for name, value in (("x", 0), ("y", 0), ("size", 400))}
    office.post(page_of(product), typed(office, product, action=f"photo-crop:{one.pk}", **square))
    assert photos.size_of(product.images.get(pk=one.pk)) == (400, 400)
    office.post(page_of(product), typed(office, product, action=f"photo-remove:{two.pk}"))
    assert list(product.images.values_list("pk", "display_order")) == [(one.pk, 0)]


def test_dragged_order_and_words_are_saved(office):
    product = make_product()
    one, two = (photos.add_photo(product, picture(colour=colour)) for colour in ("red", "blue"))
    office.post(
        page_of(product),
        typed(
            office, product, **{f"photo-{one.pk}-place": 1, f"photo-{two.pk}-place": 0, f"photo-{one.pk}-alt": "Măng"}
        ),
    )
    assert list(product.images.values_list("pk", "caption")) == [(two.pk, ""), (one.pk, "Măng")]


def test_a_refused_picture_says_why_and_the_others_are_kept(office):
    from django.core.files.uploadedfile import SimpleUploadedFile

    product = make_product()
    bad = SimpleUploadedFile("virus.jpg", b"MZ not a picture", "image/jpeg")
    answer = office.post(page_of(product), {**typed(office, product), "photos": [bad, picture()]}, follow=True)
    assert product.images.count() == 1
    assert "virus.jpg" in answer.content.decode()


def test_a_scan_that_is_not_a_pdf_is_refused(office):
    from django.core.files.uploadedfile import SimpleUploadedFile

    product = make_product()
    page = SimpleUploadedFile("giay.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    data = typed(office, product, **{"new-paper-kind": "vietgap", "new-paper-number": "VG 12"})
    answer = office.post(page_of(product), {**data, "new-paper-scan": page})
    assert set(answer.context["editor"].new_paper.errors) == {"scan"}
    good = SimpleUploadedFile("giay.exe", b"%PDF-1.7\n%%EOF", "application/pdf")
    office.post(page_of(product), {**data, "new-paper-scan": good})
    paper = product.papers.get()
    assert (paper.number, paper.scan.name.endswith(".pdf")) == ("VG 12", True)


def test_history_names_who_and_what(office, officer):
    product = make_product()
    office.post(page_of(product), typed(office, product, title="Măng mới"))
    change = product.changes.get()
    assert (change.actor, change.what) == (officer, {"title": ["Măng nứa khô", "Măng mới"]})
    assert "Măng mới" in office.get(page_of(product)).content.decode()


def test_history_tells_prices_and_amounts_as_people_write_them(office):
    product = make_product(price=185_000)
    office.post(page_of(product), typed(office, product, price="199000", net_content="0,25", net_unit="kg"))
    html = re.sub(r"<[^>]+>", "", office.get(page_of(product)).content.decode()).replace("\xa0", " ")
    assert "Giá: 185.000 ₫ → 199.000 ₫" in html
    assert "khối lượng tịnh: 500 → 0,25" in html


def test_history_tells_what_came_in_was_counted_and_came_back_with_who_and_why(office, officer):
    product = make_product(stock=10)
    size = add_variant(product, {"net_content": 250, "net_unit": "g"})
    first = product.children.exclude(pk=size.pk).get()
    record = first.stockrecords.get()
    ledger.receive(record, 5, actor=officer, reason="Chuyến thứ hai")
    ledger.count(record, 12, actor=officer, reason="Ba gói rách")
    sold = ledger.reserve(record, 4, claim="order-line:1")
    ledger.consume(sold)
    ledger.restock(sold, 1, actor=officer)
    answer = office.get(page_of(product))
    told = [
        (event.movement.kind, event.movement.quantity, event.product, event.actor)
        for event in answer.context["events"]
        if event.movement
    ]
    assert told[:3] == [("return", 1, first, officer), ("count", -3, first, officer), ("receipt", 5, first, officer)]
    assert "sale" not in {kind for kind, *_rest in told}
    html = re.sub(r"<[^>]+>", "", answer.content.decode())
    assert "Tồn kho: nhập +5 Chuyến thứ hai" in html and "Tồn kho: kiểm đếm −3 Ba gói rách" in html


def test_history_is_bounded_and_takes_the_same_queries_at_any_length(office, officer, django_assert_num_queries):
    product = make_product(stock=10)
    record = product.stockrecords.get()
    with django_assert_num_queries(3):
        history.events(product)
    for n in range(40):
        ledger.receive(record, 1, actor=officer, reason=f"lần {n}")
        note(product, officer, {"storage": ["", str(n)]})
    with django_assert_num_queries(3):
        shown = history.events(product)
        assert [str(event.actor) for event in shown] == [str(officer)] * 30
        assert {event.product.title for event in shown} == {product.title}
    assert sum(bool(event.movement) for event in shown) == 15
    assert history.events(make_product(stock=0)) == []


# --- who may ------------------------------------------------------------------------------------


def test_visitors_producers_and_staff_without_the_right_are_kept_out(client):
    product = make_product(producer=make_producer(users=[owner := make_user()]))
    plain_staff = make_user(is_staff=True)
    plain_staff.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for user in (None, owner, plain_staff):
        if user:
            client.force_login(user)
        for url in (reverse("programme_products"), page_of(product)):
            assert client.get(url).status_code in (302, 403), user
            assert client.post(url, {"title": "x"}).status_code in (302, 403, 405), user
    assert Product.objects.get(pk=product.pk).title == "Măng nứa khô"


def test_an_officer_of_one_province_neither_sees_nor_changes_anothers(client):
    mine = make_product("Cà phê", producer=make_producer(province=Province.objects.get(code="68")))
    theirs = make_product("Nước mắm", producer=make_producer(province=Province.objects.get(code="04")))
    client.force_login(make_officer("68"))
    html = client.get(reverse("programme_products")).content.decode()
    assert mine.title in html and theirs.title not in html
    assert theirs.sheet.producer.name not in html
    assert client.get(page_of(theirs)).status_code == 404
    assert client.post(page_of(theirs), {"title": "x", "action": "save"}).status_code == 404


def test_a_photo_or_size_of_another_product_is_out_of_reach(office):
    mine, theirs = make_product(), make_product()
    photo = photos.add_photo(theirs, picture())
    variant = add_variant(make_product(), {"net_content": 1, "net_unit": "kg"})
    for action in (
        f"photo-remove:{photo.pk}",
        f"size-remove:{variant.pk}",
        f"receive:{variant.pk}",
        "act:1",
        "photo-up:x",
    ):
        assert office.post(page_of(mine), typed(office, mine, action=action)).status_code == 302
    assert theirs.images.count() == 1
    assert Product.objects.filter(pk=variant.pk).exists()


# --- the list -----------------------------------------------------------------------------------


def titles(client, **query) -> list[str]:
    answer = client.get(reverse("programme_products"), query)
    return sorted(row.product.title for row in answer.context["rows"])


def test_filters_narrow_the_list(office):
    group = ProductGroup.objects.get(set_no=7)
    dried = make_product("Măng nứa khô", sheet={"group": group})
    tea = make_product("Chè Ô Long", is_public=False)
    make_certificate(dried, star=4)
    assert titles(office) == ["Chè Ô Long", "Măng nứa khô"]
    assert titles(office, q="mang nua") == ["Măng nứa khô"]
    assert titles(office, q=dried.stockrecords.get().partner_sku) == ["Măng nứa khô"]
    assert titles(office, shown="0") == ["Chè Ô Long"]
    assert titles(office, star="4") == ["Măng nứa khô"]
    assert titles(office, star="3") == []
    assert titles(office, state="none") == ["Chè Ô Long"]
    assert titles(office, state="valid") == ["Măng nứa khô"]
    assert titles(office, group=group.set_no) == ["Măng nứa khô"]
    assert titles(office, producer=tea.sheet.producer.name.lower()) == ["Chè Ô Long"]
    assert titles(office, facts="1") == []
    assert titles(office, facts="0") == ["Chè Ô Long", "Măng nứa khô"]
    assert titles(office, star="bảy", p="99") == ["Chè Ô Long", "Măng nứa khô"]


@pytest.mark.one_database
@pytest.mark.parametrize("number", [3, 26])
def test_the_list_takes_the_same_queries_at_any_size(client, number, django_assert_max_num_queries):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    group, producer = ProductGroup.objects.get(set_no=7), make_producer()
    for n in range(number):
        product = make_product(f"Hàng {n}", producer=producer, sheet={"group": group})
        make_certificate(product)
        if n % 3 == 0:
            add_variant(product, {"net_content": 250, "net_unit": "g"})
    client.get(reverse("programme_products"))
    with django_assert_max_num_queries(16):
        client.get(reverse("programme_products"), {"facts": "0", "star": "4", "q": "hang"})
    with django_assert_max_num_queries(16):
        client.get(reverse("programme_products"))
