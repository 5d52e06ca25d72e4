"""Product photos: what is let in, how it is kept, and the renditions that pages show.

An upload is decoded and drawn anew, so nothing of the sent file (EXIF with its place, other chunks, trailing data)
survives. Files are named by content and size (`photos/<digest>-<width>x<height>.jpg`), which is all that is needed
to name the renditions: showing a photo asks neither the database nor the disk.
"""

import hashlib
import io
import re
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product, ProductImage

from .history import record
from .texts import Text, house_text

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a bomb is refused from its header, before it is decoded
LONGEST_SIDE = 2400
SHORTEST_SIDE = 320
MOST_PHOTOS = 12
WIDTHS = (320, 640, 960, 1280)
SHOWN_WIDTH = 640  # the one a browser without srcset gets

_NAME = re.compile(r"^photos/(?P<digest>[0-9a-f]{24})-(?P<width>\d+)x(?P<height>\d+)\.jpg$")
_SAVE = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}


@dataclass(frozen=True)
class Photo:
    """One picture as a page shows it: srcset strings per format, and `url` (JPEG) with its own width and height."""

    url: str
    width: int
    height: int
    alt: Text
    avif: str = ""
    webp: str = ""
    jpeg: str = ""
    thumb: str = ""

    @property
    def srcset(self) -> str:
        """The format that every present browser reads, for an `<img>` that stands alone."""
        return self.webp


def add_photo(product: Product, file, *, alt: str = "", actor=None) -> ProductImage:
    """Let an upload in as the product's last photo, with its renditions.

    Raises:
        ValidationError: not a picture that we take; says why. Nothing was kept.
    """
    if product.images.count() >= MOST_PHOTOS:
        raise ValidationError(_("A product has at most %(most)s photos."), params={"most": MOST_PHOTOS}, code="many")
    name = _keep(_read(file))
    with transaction.atomic():
        last = product.images.aggregate(last=Max("display_order"))["last"]
        photo = ProductImage(product=product, caption=alt.strip()[:200], display_order=0 if last is None else last + 1)
        photo.original.name = name
        photo.save()
        record(product, actor, {"photos": [None, name]})
    return photo


def describe(photo: ProductImage, alt: str, *, actor=None) -> None:
    """Set the words read aloud and shown where the picture cannot be."""
    alt = alt.strip()[:200]
    if alt == photo.caption:
        return
    with transaction.atomic():
        record(photo.product, actor, {"alt": [photo.caption, alt]})
        photo.caption = alt
        photo.save(update_fields=["caption"])


def reorder(product: Product, order: list[int], *, actor=None) -> None:
    """Put the product's photos in the order of these ids; unknown ids are ignored, photos not named come last."""
    now = list(product.images.order_by("display_order", "pk"))
    wanted = {pk: position for position, pk in enumerate(order)}
    then = sorted(now, key=lambda photo: wanted.get(photo.pk, len(wanted)))
    if then == now:
        return
    with transaction.atomic():
        for position, photo in enumerate(then):
            ProductImage.objects.filter(pk=photo.pk).update(display_order=position)
        record(product, actor, {"photo order": [[one.pk for one in now], [one.pk for one in then]]})


def crop(photo: ProductImage, x: int, y: int, size: int, *, actor=None) -> None:
    """Cut the photo to the square whose upper left corner is (x, y), in pixels of the kept picture.

    Raises:
        ValidationError: the square is not inside the picture, or too small to show.
    """
    with photo.original.open("rb") as file, Image.open(file, formats=("JPEG",)) as whole:
        if x < 0 or y < 0 or x + size > whole.width or y + size > whole.height:
            raise ValidationError(_("The square lies outside the picture."), code="outside")
        if size < SHORTEST_SIDE:
            raise ValidationError(_too_small(), params={"least": SHORTEST_SIDE}, code="small")
        square = whole.convert("RGB").crop((x, y, x + size, y + size))
    before, after = photo.original.name, _keep(square)
    if after == before:
        return
    with transaction.atomic():
        ProductImage.objects.filter(pk=photo.pk).update(original=after)
        photo.original.name = after
        record(photo.product, actor, {"photo": [before, after]})
        transaction.on_commit(lambda: _forget(before))


def remove(photo: ProductImage, *, actor=None) -> None:
    """Delete a photo and, where no other product shows the same picture, its files."""
    product, name, place = photo.product, photo.original.name, photo.display_order
    with transaction.atomic():
        ProductImage.objects.filter(pk=photo.pk).delete()
        product.images.filter(display_order__gt=place).update(display_order=F("display_order") - 1)
        record(product, actor, {"photos": [name, None]})
        transaction.on_commit(lambda: _forget(name))


def renditions(image: ProductImage) -> Photo:
    """The responsive renditions of a photo, named without a query; a file that came another way is shown as it is."""
    known = _NAME.match(image.original.name)
    if known is None:
        return Photo(image.original.url, image.original.width, image.original.height, house_text(image.caption))
    width, height = int(known["width"]), int(known["height"])
    widths = _widths(width)
    shown = min(widths, key=lambda candidate: abs(candidate - SHOWN_WIDTH))

    def srcset(extension: str) -> str:
        return ", ".join(f"{_url(known['digest'], one, extension)} {one}w" for one in widths)

    return Photo(
        url=_url(known["digest"], shown, "jpg"),
        width=shown,
        height=round(height * shown / width),
        alt=house_text(image.caption),
        avif=srcset("avif"),
        webp=srcset("webp"),
        jpeg=srcset("jpg"),
        thumb=_url(known["digest"], widths[0], "webp"),
    )


def size_of(image: ProductImage) -> tuple[int, int]:
    """Width and height in pixels of the kept picture."""
    known = _NAME.match(image.original.name)
    return (int(known["width"]), int(known["height"])) if known else (image.original.width, image.original.height)


def _read(file) -> Image.Image:
    if file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 10 MB."), code="large")
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise ValidationError(_("This picture has more than 50 million pixels."), code="pixels")
            sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(sent)
            plain = _on_white(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is not a JPEG, PNG or WebP picture that can be read."), code="picture") from error
    if min(plain.size) < SHORTEST_SIDE:
        raise ValidationError(_too_small(), params={"least": SHORTEST_SIDE}, code="small")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return plain


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB without any metadata; what was transparent becomes white."""
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        picture = Image.alpha_composite(ground, layered)
    coloured = picture.convert("RGB")
    plain = Image.new("RGB", coloured.size)
    plain.paste(coloured)
    return plain


def _keep(picture: Image.Image) -> str:
    kept = _encode(picture, {"format": "JPEG", "quality": 90, "optimize": True})
    digest = hashlib.sha256(kept).hexdigest()[:24]
    name = f"photos/{digest}-{picture.width}x{picture.height}.jpg"
    _write(name, kept)
    for width in _widths(picture.width):
        smaller = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
        for extension, options in _SAVE.items():
            _write(_rendition(digest, width, extension), lambda s=smaller, o=options: _encode(s, o))
    return name


def _encode(picture: Image.Image, options: dict) -> bytes:
    target = io.BytesIO()
    picture.save(target, **options)
    return target.getvalue()


def _write(name: str, content) -> None:
    """The name says the content, so a file that exists is the file."""
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content() if callable(content) else content))


def _forget(name: str) -> None:
    known = _NAME.match(name)
    if known is None or ProductImage.objects.filter(original=name).exists():
        return
    for width in _widths(int(known["width"])):
        for extension in _SAVE:
            default_storage.delete(_rendition(known["digest"], width, extension))
    default_storage.delete(name)


def _widths(width: int) -> list[int]:
    return [one for one in WIDTHS if one <= width] or [width]


def _rendition(digest: str, width: int, extension: str) -> str:
    return f"photos/r/{digest}-{width}.{extension}"


def _url(digest: str, width: int, extension: str) -> str:
    return default_storage.url(_rendition(digest, width, extension))


def _too_small():
    return _("The picture needs at least %(least)s pixels on its shorter side.")
