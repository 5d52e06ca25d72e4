"""The office's form for our pages."""

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from django.core.exceptions import ValidationError

from catalogue.slugs import slugify

# What the browser writes into the slug for each Vietnamese letter, composed or not.
VIETNAMESE = [
    ("[àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ]", "a"),
    ("[èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ]", "e"),
    ("[ìíỉĩịÌÍỈĨỊ]", "i"),
    ("[òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ]", "o"),
    ("[ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ]", "u"),
    ("[ỳýỷỹỵỲÝỶỸỴ]", "y"),
    ("[đĐ]", "d"),
    ("[\u0300-\u036f]", ""),
]


class StorefrontPageForm(WagtailAdminPageForm):
    """Folds the slug before anything asks whether it is taken; the browser's script does while the title is typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(attrs=self.fields["slug"].widget.attrs, formatters=VIETNAMESE)

    def clean_slug(self) -> str:
        slug = slugify(self.cleaned_data["slug"])
        if not slug:
            raise ValidationError(self.fields["slug"].error_messages["required"], code="required")
        return slug
