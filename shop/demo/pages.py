"""The demo's stories, and its home page beside the standing pages that every shop has."""

from catalogue.models import Product
from shop.content.founding import found, opening, product_row
from shop.content.models import HomePage, StoryPage

NOTICE = {
    "vi": "<p><i>Văn bản mẫu của bản demo: đơn vị vận hành phải thay bằng chính sách của mình.</i></p>",
    "en": "<p><i>Sample text of the demo: the operator must put their own policy here.</i></p>",
}


def make_pages(stories: list[dict]) -> None:
    """`stories` as `data/stories.toml` tells them; their products must be there."""
    found(notice=NOTICE)
    home = HomePage.objects.get()
    told = [home.add_child(instance=_story(story)) for story in stories]
    rows = (
        ("products", product_row(["Từ Lâm Đồng", "From Lâm Đồng"], "province", province="68")),
        ("products", product_row(["Từ Sơn La", "From Sơn La"], "province", province="14")),
        (
            "stories",
            {
                "title": "Chuyện ở vùng trồng",
                "title_en": "Stories from where it grows",
                "stories": [{"page": story} for story in told],
            },
        ),
    )
    home.body = list(opening(home, more=rows))
    home.save_revision().publish()


def _story(told: dict) -> StoryPage:
    number_of = dict(Product.objects.filter(title__in=told["products"]).values_list("title", "pk"))
    words = {name: told[name] for name in ("title", "title_en", "lead", "lead_en", "place", "body", "body_en")}
    return StoryPage(
        **words,
        is_demo=True,
        products=[("product", Product.objects.get(pk=number_of[title])) for title in told["products"]],
    )
