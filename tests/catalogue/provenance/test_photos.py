"""Photos: nothing of the sent file survives but its pixels, and showing one asks nobody."""

import io

import pytest
from PIL import Image

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.translation import override

from catalogue.provenance import photos
from catalogue.provenance.models import ProductChange
from tests.factories import make_product, make_user
from tests.pictures import picture, picture_with_place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def product():
    return make_product()


def kept(photo) -> Image.Image:
    with photo.original.open("rb") as file:
        return Image.open(io.BytesIO(file.read()))


def test_position_and_camera_are_gone_and_the_picture_stands_upright(product):
    photo = photos.add_photo(product, picture_with_place(800, 600, orientation=6))
    image = kept(photo)
    assert image.size == (600, 800)
    assert dict(image.getexif()) == {}
    assert image.info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})
    with photo.original.open("rb") as file:
        assert b"Dien thoai" not in file.read()


def test_what_follows_the_picture_in_the_file_is_not_kept(product):
    sent = picture()
    polyglot = SimpleUploadedFile("a.jpg", sent.read() + b"<script>alert(1)</script>", "image/jpeg")
    photo = photos.add_photo(product, polyglot)
    with photo.original.open("rb") as file:
        assert b"script" not in file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_become_one(product, kind):
    photo = photos.add_photo(product, picture(kind=kind), alt="  Măng khô trên mẹt ")
    assert kept(photo).format == "JPEG"
    assert (photo.caption, photo.display_order) == ("Măng khô trên mẹt", 0)
    assert photo.original.name.endswith("-800x600.jpg")


def test_what_was_transparent_becomes_white(product):
    photo = photos.add_photo(product, picture(kind="PNG", mode="RGBA", colour=(10, 20, 30, 0)))
    assert kept(photo).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_is_bounded(product):
    photo = photos.add_photo(product, picture(5000, 2500))
    assert kept(photo).size == (2400, 1200)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture"),
        (b"%PDF-1.7 not a picture", "picture"),
        (b"GIF89a" + bytes(200), "picture"),
        (picture(14_000, 14_000, kind="PNG", mode="1", colour=0).read(), "picture"),
        (picture(8_000, 8_000, kind="PNG", mode="1", colour=0).read(), "pixels"),
        (picture(800, 600).read()[:900], "picture"),
        (picture(300, 900).read(), "small"),
        (bytes(10 * 1024 * 1024 + 1), "large"),
    ],
    ids=["empty", "svg", "pdf", "gif", "bomb", "too many pixels", "cut off", "small", "11 MB"],
)
def test_hostile_and_useless_files_are_refused_and_nothing_is_kept(product, content, code):
    with pytest.raises(ValidationError) as refused:
        photos.add_photo(product, SimpleUploadedFile("anh.jpg", content, "image/jpeg"))
    assert refused.value.code == code
    assert product.images.count() == 0
    assert not default_storage.exists("photos") or default_storage.listdir("photos")[1] == []
    assert ProductChange.objects.count() == 0


def test_renditions_are_made_at_upload_and_named_without_a_query(product, django_assert_num_queries):
    photo = photos.add_photo(product, picture(1000, 500), alt="Măng")
    with django_assert_num_queries(0):
        shown = photos.renditions(photo)
    assert (shown.width, shown.height, shown.alt) == (640, 320, "Măng")
    for srcset, kind in ((shown.avif, "AVIF"), (shown.webp, "WEBP"), (shown.jpeg, "JPEG")):
        entries = [entry.split(" ") for entry in srcset.split(", ")]
        assert [width for _url, width in entries] == ["320w", "640w", "960w"]
        for url, width in entries:
            with default_storage.open(url.removeprefix("/media/")) as file:
                image = Image.open(file)
                assert (image.format, f"{image.width}w") == (kind, width)


def test_the_tag_writes_a_picture_with_its_size_and_words(product):
    photo = photos.add_photo(product, picture(), alt='Măng "loại một"')
    html = Template('{% load photos %}{% photo image sizes="50vw" class="x" loading="lazy" %}').render(
        Context({"image": photo})
    )
    assert html.startswith('<picture><source type="image/avif" srcset="/media/photos/r/')
    assert html.count('sizes="50vw"') == 3
    assert 'width="640" height="480"' in html
    assert 'alt="Măng &quot;loại một&quot;"' in html
    assert 'class="x" loading="lazy"' in html


def test_crop_cuts_the_square_and_forgets_the_rest(product, django_capture_on_commit_callbacks):
    photo = photos.add_photo(product, picture(800, 600))
    before = photo.original.name
    with django_capture_on_commit_callbacks(execute=True):
        photos.crop(photo, 100, 50, 500)
    photo.refresh_from_db()
    assert kept(photo).size == (500, 500)
    assert not default_storage.exists(before)


@pytest.mark.parametrize(
    ("square", "code"), [((0, 0, 700), "outside"), ((-1, 0, 400), "outside"), ((0, 0, 100), "small")]
)
def test_a_square_outside_the_picture_is_refused(product, square, code):
    photo = photos.add_photo(product, picture(800, 600))
    with pytest.raises(ValidationError) as refused:
        photos.crop(photo, *square)
    assert refused.value.code == code
    assert photo.original.name == product.images.get().original.name


def test_order_and_removal_keep_places_consecutive(product):
    first, second, third = (photos.add_photo(product, picture(colour=colour)) for colour in ("red", "green", "blue"))
    photos.reorder(product, [third.pk, first.pk, second.pk])
    photos.remove(first)
    assert list(product.images.values_list("pk", "display_order")) == [(third.pk, 0), (second.pk, 1)]


def test_a_file_that_another_product_shows_stays(product, django_capture_on_commit_callbacks):
    mine = photos.add_photo(product, picture())
    theirs = photos.add_photo(make_product("Khác"), picture())
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove(mine)
    assert default_storage.exists(theirs.original.name)
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove(theirs)
    assert not default_storage.exists(theirs.original.name)
    assert default_storage.listdir("photos/r")[1] == []


def test_each_photo_act_is_noted_and_bumps_the_revision(product):
    actor = make_user()
    photo = photos.add_photo(product, picture(), actor=actor)
    photos.describe(photo, "Măng khô", actor=actor)
    photos.describe(photo, "Măng khô", actor=actor)
    product.sheet.refresh_from_db()
    assert product.sheet.revision == 3
    assert [change.what for change in product.changes.order_by("pk")] == [
        {"photos": [None, photo.original.name]},
        {"alt": ["", "Măng khô"]},
    ]


def test_a_product_has_at_most_twelve_photos(product):
    for number in range(12):
        photos.add_photo(product, picture(320, 320, colour=(number, 0, 0)))
    with pytest.raises(ValidationError) as refused:
        photos.add_photo(product, picture())
    assert refused.value.code == "many"


def test_the_words_of_a_photo_are_marked_as_vietnamese_on_an_english_page(client):
    product = make_product()
    photos.add_photo(product, picture(), alt="Măng khô trên mẹt")
    photos.add_photo(product, picture(colour="blue"))
    vietnamese = client.get(product.get_absolute_url()).content.decode()
    english = client.get(f"/en{product.get_absolute_url()}").content.decode()
    assert 'alt="Măng khô trên mẹt" fetch' in vietnamese
    assert 'alt="Măng khô trên mẹt" lang="vi" fetch' in english
    assert 'alt="" lang' not in english
    with override("en"):
        tag = Template("{% load photos %}{% photo image %}").render(Context({"image": product.images.first()}))
    assert 'alt="Măng khô trên mẹt" lang="vi"' in tag
