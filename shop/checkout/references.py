"""Codes that people read out, type and write into a bank transfer: Crockford base32 with a check symbol.

The check is the number modulo 37 (Crockford's); codes whose check is not one of the 32 letters and digits are not
used, because banks drop other signs. So one wrong sign or two that changed places are always noticed.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY = 7
_MODULUS = 37


def new_reference() -> str:
    """Seven random signs and their check, for example `4F7K2QXN`; cannot be guessed from another."""
    while True:
        if reference := complete("".join(secrets.choice(ALPHABET) for _ in range(BODY))):
            return reference


def complete(body: str) -> str | None:
    """Seven signs with their check symbol; None if no reference begins so."""
    if len(body) != BODY or any(sign not in ALPHABET for sign in body):
        return None
    check = _check(body)
    return body + ALPHABET[check] if check < len(ALPHABET) else None


def read_reference(typed: str) -> str | None:
    """The reference that was meant by `4f7k-2qxn` or with O for 0, I or L for 1; None if it can't be one."""
    plain = re.sub(r"[\s\-]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    if len(plain) != BODY + 1 or any(sign not in ALPHABET for sign in plain):
        return None
    return plain if _check(plain[:-1]) == ALPHABET.index(plain[-1]) else None


def read_order_number(typed: str) -> str | None:
    """`4F7K2QXN-2` as typed by a person; None if it can't be one."""
    found = re.fullmatch(r"(.+?)-(\d{1,3})", re.sub(r"\s", "", typed))
    reference = read_reference(found[1]) if found else None
    return f"{reference}-{int(found[2])}" if reference and found else None


def _check(body: str) -> int:
    number = 0
    for sign in body:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    return number % _MODULUS
