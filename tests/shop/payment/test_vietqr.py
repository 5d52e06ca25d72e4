"""The payload: published vectors, two other libraries, and what a reader finds in the picture."""

import io

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qr_pay import QRPay as NapasQR
from vietnam_qr_pay import QRPay as OtherQR

from shop.payment.banks import BANKS
from shop.payment.vietqr import payload

pytestmark = pytest.mark.one_database

VECTORS = [
    (
        ("970436", "0011001234567", 150_000, "DH100234"),
        "00020101021238570010A000000727012700069704360113001100123456"
        "70208QRIBFTTA530370454061500005802VN62120808DH1002346304BD41",
    ),
    (
        ("970422", "0987654321", 45_000, "OCOP CB 7F3A"),
        "00020101021238540010A000000727012400069704220110098765432102"
        "08QRIBFTTA53037045405450005802VN62160812OCOP CB 7F3A6304E0FE",
    ),
    (
        ("970415", "113366668888", 1_250_000, "SHOP DH 2026110001"),
        "00020101021238560010A000000727012600069704150112113366668888"
        "0208QRIBFTTA5303704540712500005802VN62220818SHOP DH 20261100016304A7F2",
    ),
    (
        ("970416", "257678859", None, ""),
        "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    ),
    (
        ("970405", "8888123456789", 99_000, ""),
        "00020101021238570010A00000072701270006970405011388881234567890208QRIBFTTA53037045405990005802VN6304C770",
    ),
]


@pytest.mark.parametrize(("told", "expected"), VECTORS)
def test_it_writes_the_known_payloads(told, expected):
    assert payload(*told) == expected


def test_it_ends_as_the_published_example_does():
    assert payload("970416", "257678859", 1_000, "Chuyen tien").endswith("6304BBB8")


@given(
    bank=st.sampled_from(sorted(BANKS)),
    account=st.text("0123456789", min_size=1, max_size=19),
    amount=st.integers(1, 499_999_999),
    purpose=st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=25),
)
def test_two_other_libraries_write_the_same(bank, account, amount, purpose):
    mine = payload(bank, account, amount, purpose)
    other = OtherQR.init_viet_qr(bank_bin=bank, bank_number=account, amount=str(amount), purpose=purpose)
    assert other.build() == mine
    napas = NapasQR(bank, account, amount, purpose)
    assert napas.code == mine
    assert OtherQR(mine).is_valid


@pytest.mark.parametrize(("told", "expected"), VECTORS)
def test_the_drawn_picture_decodes_to_the_payload(told, expected):
    out = io.BytesIO()
    segno.make_qr(payload(*told), error="m").save(out, kind="png", scale=6)
    (found,) = zxingcpp.read_barcodes(Image.open(out))
    assert found.text == expected


@pytest.mark.parametrize(
    "told",
    [
        ("97043", "1", 1, ""),
        ("97043x", "1", 1, ""),
        ("970436", "", 1, ""),
        ("970436", "1" * 20, 1, ""),
        ("970436", "12 34", 1, ""),
        ("970436", "1", 0, ""),
        ("970436", "1", -5, ""),
        ("970436", "1", 10**13, ""),
        ("970436", "1", 1, "A" * 26),
        ("970436", "1", 1, "Chuyển tiền"),
        ("970436", "1", 1, "A-B"),
    ],
)
def test_what_a_bank_would_refuse_is_refused(told):
    with pytest.raises(ValueError):
        payload(*told)
