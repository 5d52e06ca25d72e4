"""The home page as staff put it together."""

from django.urls import reverse

from shop.content.models import StoryPage
from tests.factories import make_certificate, make_product, make_user


def test_the_page_follows_the_order_of_staff_in_few_queries(client, home, django_assert_max_num_queries):
    products = [make_product(f"Mật ong {n}") for n in range(8)]
    make_certificate(products[0])
    story = StoryPage(title="Chuyện", lead="Ong", body="<p>Kể</p>", products=[("product", products[0])])
    story = home.add_child(instance=story)
    row = {"province": "", "group": "", "products": [], "most": 4}
    home.body = [
        ("provinces", {"title": "Theo tỉnh"}),
        ("hero", {"title": "Phiên chợ", "text": "", "link_text": "Xem", "link": story}),
        ("products", {**row, "title": "Có sao", "rule": "stars"}),
        ("products", {**row, "title": "Chọn tay", "rule": "hand", "products": [products[7], products[6]]}),
        ("stories", {"title": "Lời kể", "stories": [{"page": story}]}),
        ("trust", {"page": None}),
    ]
    home.save()
    client.get("/")
    with django_assert_max_num_queries(25):
        html = client.get("/").content.decode()
    places = [html.index(f">{words}</h") for words in ("Theo tỉnh", "Phiên chợ", "Có sao", "Chọn tay", "Lời kể")]
    assert places == sorted(places)
    assert html.index("Mật ong 7", places[3]) < html.index("Mật ong 6", places[3])


def test_the_chooser_finds_by_name_without_marks_and_offers_no_draft(client, db):
    for title, public in (("Mật ong", True), ("Măng nứa", True), ("Măng nháp", False)):
        make_product(title, is_public=public)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    answer = client.get(reverse("product_chooser:choose_results") + "?q=mang")
    assert [product.title for product in answer.context["results"]] == ["Măng nứa"]
