"""Vietnamese tax codes: 10 digits of a firm, 13 of its branch, 12 of a person (the number of her identity card)."""

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def is_tax_code(digits: str) -> bool:
    """`digits` without blanks or dashes. The tenth is 10 less the weighted sum modulo 11; a person's has no check."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    if len(digits) == 12:
        return True
    return len(digits) in (10, 13) and int(digits[9]) == 10 - _weighed(digits) % 11


def _weighed(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
