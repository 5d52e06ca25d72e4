"""Picture files for tests, made in memory."""

import io

from PIL import Image

from django.core.files.uploadedfile import SimpleUploadedFile


def picture(width=800, height=600, *, kind="JPEG", colour="#2f6b3a", mode="RGB", **save) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new(mode, (width, height), colour).save(target, kind, **save)
    return SimpleUploadedFile(f"anh.{kind.lower()}", target.getvalue(), f"image/{kind.lower()}")


def picture_with_place(width=800, height=600, orientation=6) -> SimpleUploadedFile:
    """A JPEG with camera model, GPS position and an orientation, as a phone sends it."""
    exif = Image.Exif()
    exif[0x0110] = "Dien thoai mau"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (11.0, 56.0, 30.0)
    return picture(width, height, exif=exif.tobytes())
