import io

import pytest
from PIL import Image

from shop.demo.pictures import KINDS, compose
from shop.demo.pictures.scenes import drawing

SMALL = (240, 240)


@pytest.mark.parametrize(("number", "kind"), enumerate(KINDS))
def test_every_kind_has_several_different_small_pictures(number, kind):
    assert len({drawing(kind, seed) for seed in range(3)}) == 3
    picture = compose(kind, number % 3)
    assert len(picture) < 300_000
    assert Image.open(io.BytesIO(picture)).size == (1200, 1200)


def test_the_same_arguments_give_the_same_picture():
    assert compose("honey", 4, size=SMALL) == compose("honey", 4, size=SMALL)


@pytest.mark.parametrize("size", [(800, 600), (600, 800), (1600, 1200)])
def test_other_sizes_are_filled(size):
    picture = Image.open(io.BytesIO(compose("tea", 1, size=size)))
    assert (picture.format, picture.size) == ("JPEG", size)
