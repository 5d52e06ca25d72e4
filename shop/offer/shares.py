"""Whole đồng, split so that nothing is lost and nothing is added."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

DONG = Decimal(1)


def nearest(amount: Decimal) -> Decimal:
    """The nearest whole đồng; half a đồng goes to the buyer."""
    return amount.quantize(DONG, ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal], most: Sequence[Decimal] | None = None) -> list[Decimal]:
    """Whole đồng of `total` in proportion to `weights` by the largest remainder, none above its `most`.

    `total` is about the sum of the weights, or less; a weight is within its `most`, which is the weight if not given.

    Raises:
        ValueError: `total` is no whole number from 0 to what all together may take.
    """
    most = list(weights if most is None else most)
    room = sum((limit.quantize(DONG, ROUND_FLOOR) for limit in most), Decimal(0))
    if total != total.to_integral_value() or not 0 <= total <= room:
        raise ValueError(f"{total} cannot be split where {room} đồng fit")
    whole = sum(weights, Decimal(0))
    exact = [total * weight / whole if whole else Decimal(0) for weight in weights]
    shares = [min(one, limit).quantize(DONG, ROUND_FLOOR) for one, limit in zip(exact, most, strict=True)]
    left = int(total - sum(shares, Decimal(0)))
    while left:
        open_ones = [at for at, limit in enumerate(most) if shares[at] + 1 <= limit]
        for at in sorted(open_ones, key=lambda at: (shares[at] - exact[at], at))[:left]:
            shares[at] += 1
            left -= 1
    return shares
