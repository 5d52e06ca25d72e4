"""VietQR: the text that a bank's app reads from the picture, EMVCo merchant-presented (NAPAS format 1.0, 2021)."""

import binascii
import re

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_DONG = "704"
LARGEST_AMOUNT = 10**13 - 1


def payload(bank_bin: str, account: str, amount: int | None = None, purpose: str = "") -> str:
    """The payload of a transfer to `account`; without an amount a static code that can be paid again and again.

    Raises:
        ValueError: a part that banks would refuse or cut: BIN not 6 digits, account not 1 to 19 signs, amount not
            positive or beyond 13 digits, purpose beyond 25 signs or with others than A-Z, 0-9 and blank.
    """
    if not re.fullmatch(r"[0-9]{6}", bank_bin):
        raise ValueError(f"{bank_bin!r} is no bank BIN")
    if not re.fullmatch(r"[A-Za-z0-9]{1,19}", account):
        raise ValueError(f"{account!r} is no account number")
    if amount is not None and not 0 < amount <= LARGEST_AMOUNT:
        raise ValueError(f"{amount} đồng cannot be transferred")
    if not re.fullmatch(r"[A-Za-z0-9 ]{0,25}", purpose):
        raise ValueError(f"{purpose!r} would not reach the bank as it is")
    payee = _field("00", _NAPAS) + _field("01", _field("00", bank_bin) + _field("01", account))
    parts = [
        _field("00", "01"),
        _field("01", "11" if amount is None else "12"),
        _field("38", payee + _field("02", _TO_ACCOUNT)),
        _field("53", _DONG),
        _field("54", str(amount)) if amount is not None else "",
        _field("58", "VN"),
        _field("62", _field("08", purpose)) if purpose else "",
        "6304",
    ]
    text = "".join(parts)
    return f"{text}{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
