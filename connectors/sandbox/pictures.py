"""What an uploaded file is: looked at, never trusted."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

MIMES = {"JPEG": "image/jpeg", "PNG": "image/png"}


@dataclass(frozen=True)
class Picture:
    """The MIME type and the sides in pixels."""

    mime: str
    width: int
    height: int


def looked_at(content: bytes) -> Picture | None:
    """The picture in these bytes, with an empty MIME type unless JPEG or PNG; None when it is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.verify()
            return Picture(MIMES.get(picture.format or "", ""), *picture.size)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return None
