from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def dong(amount: Decimal | int | None) -> str:
    """`123456` → `123.456 ₫`: whole đồng, Vietnamese grouping, no-break space."""
    if amount is None:
        return ""
    return f"{int(amount):,}".replace(",", ".") + "\u00a0₫"
