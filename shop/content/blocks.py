"""What staff put together the home page from. Blocks hold ids of products and pages; `sections` fills them."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.certification.groups import CURRENT
from catalogue.certification.models import ProductGroup
from catalogue.places.alphabet import alphabetical
from catalogue.places.models import Province

from .choosers import ProductChooserBlock

RULES = [
    ("stars", _("certified, highest stars first")),
    ("newest", _("newest")),
    ("province", _("of one province")),
    ("group", _("of one group")),
    ("hand", _("chosen by hand")),
]
NEEDED = {"province": "province", "group": "group", "hand": "products"}


def province_choices() -> list[tuple[str, str]]:
    return [(one.pk, one.name) for one in sorted(Province.objects.all(), key=lambda one: alphabetical(one.name))]


def group_choices() -> list[tuple[str, str]]:
    groups = ProductGroup.objects.filter(legal_document=CURRENT).order_by("set_no")
    return [(str(group.set_no), str(group)) for group in groups]


class EnglishTitle(blocks.StructBlock):
    """A block with a title, told in Vietnamese and, if staff like, in English."""

    title = blocks.CharBlock(label=_("title"), max_length=80)
    title_en = blocks.CharBlock(label=_("title in English"), required=False, max_length=80)


class HeroBlock(EnglishTitle):
    text = blocks.TextBlock(label=_("text"), required=False, max_length=300, rows=2)
    text_en = blocks.TextBlock(label=_("text in English"), required=False, max_length=300, rows=2)
    link_text = blocks.CharBlock(label=_("words of the link"), required=False, max_length=60)
    link_text_en = blocks.CharBlock(label=_("words of the link in English"), required=False, max_length=60)
    link = blocks.PageChooserBlock(label=_("page it leads to"), required=False)

    class Meta:
        icon = "title"
        label = _("opening")

    def clean(self, value):
        value = super().clean(value)
        if bool(value["link_text"]) != bool(value["link"]):
            lacking = "link" if value["link_text"] else "link_text"
            error = ValidationError(_("A link has both words and a page."))
            raise blocks.StructBlockValidationError(block_errors={lacking: error})
        return value


class ProductRowBlock(EnglishTitle):
    """A row of products, by rule or by hand."""

    rule = blocks.ChoiceBlock(label=_("which products"), choices=RULES, default="stars")
    province = blocks.ChoiceBlock(label=_("province"), choices=province_choices, required=False)
    group = blocks.ChoiceBlock(label=_("group"), choices=group_choices, required=False)
    products = blocks.ListBlock(
        ProductChooserBlock(label=_("product")), label=_("chosen by hand, in this order"), default=[], max_num=12
    )
    most = blocks.IntegerBlock(label=_("how many"), default=4, min_value=2, max_value=12)

    class Meta:
        icon = "tag"
        label = _("product row")

    def clean(self, value):
        value = super().clean(value)
        needed = NEEDED.get(value["rule"])
        if needed and not value[needed]:
            error = ValidationError(_("Choose here what the row shows."))
            raise blocks.StructBlockValidationError(block_errors={needed: error})
        return value


class ProvincesBlock(EnglishTitle):
    """Every province with something on sale."""

    class Meta:
        icon = "site"
        label = _("provinces")


class TrustBlock(blocks.StructBlock):
    """How to trust a star, in three steps; the words are the house's own in both languages."""

    page = blocks.PageChooserBlock(label=_("page that says more"), required=False)

    class Meta:
        icon = "check"
        label = _("how to trust a star")


class StoryBlock(blocks.StructBlock):
    """One page as a card; place and picture are the page's own unless told here."""

    page = blocks.PageChooserBlock(label=_("page"), page_type=["content.StoryPage", "content.TextPage"])
    place = blocks.CharBlock(label=_("place"), required=False, max_length=80)
    picture = ImageChooserBlock(label=_("picture"), required=False)
    product = ProductChooserBlock(label=_("or the photo of a product"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("story")


class StoriesBlock(EnglishTitle):
    stories = blocks.ListBlock(StoryBlock(), label=_("stories"), min_num=1, max_num=6)

    class Meta:
        icon = "openquote"
        label = _("stories")


HOME_BLOCKS = [
    ("hero", HeroBlock()),
    ("products", ProductRowBlock()),
    ("provinces", ProvincesBlock()),
    ("trust", TrustBlock()),
    ("stories", StoriesBlock()),
]
