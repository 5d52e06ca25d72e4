from django import template
from django.utils.html import format_html, format_html_join

from catalogue.provenance.photos import Photo, renditions

register = template.Library()


@register.simple_tag
def photo(image, sizes: str = "100vw", **attributes):
    """A product photo as `<picture>`: AVIF, WebP, JPEG by width. Further arguments become attributes of the `<img>`.

    `{% photo image sizes="(min-width: 60rem) 40rem, 100vw" class="…" loading="lazy" %}`; `image` is a `ProductImage`
    or a `Photo`.
    """
    if not image:
        return ""
    shown = image if isinstance(image, Photo) else renditions(image)
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((kind, srcset, sizes) for kind, srcset in (("avif", shown.avif), ("webp", shown.webp)) if srcset),
    )
    lang = {"lang": shown.alt.lang} if shown.alt.lang else {}
    further = {"alt": shown.alt, **lang, "decoding": "async", **attributes}
    if shown.jpeg:
        further = {"srcset": shown.jpeg, "sizes": sizes, **further}
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}"{}></picture>',
        sources,
        shown.url,
        shown.width,
        shown.height,
        format_html_join("", ' {}="{}"', further.items()),
    )
