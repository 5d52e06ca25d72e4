from wagtail import blocks

from django.utils.translation import gettext_lazy as _


class ProductRowBlock(blocks.StructBlock):
    """A row of products, by rule or by hand (product numbers, as the office's product list shows them)."""

    title = blocks.CharBlock(label=_("title"), max_length=80)
    rule = blocks.ChoiceBlock(
        label=_("which products"),
        choices=[
            ("stars", _("certified, highest stars first")),
            ("newest", _("newest")),
            ("province", _("of one province (its code)")),
            ("group", _("of one group (its set number)")),
            ("hand", _("chosen by hand")),
        ],
        default="stars",
    )
    value = blocks.CharBlock(
        label=_("province code, set number or product numbers"),
        required=False,
        max_length=120,
        help_text=_("Product numbers are separated by commas."),
    )
    most = blocks.IntegerBlock(label=_("how many"), default=4, min_value=2, max_value=12)

    class Meta:
        icon = "tag"
        label = _("product row")
