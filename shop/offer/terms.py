"""The full terms of an offer or a code in one sentence: what, from how much, until when, how often."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.theming.templatetags.money import dong

from .models import Benefit, Condition, ConditionalOffer, Range


def terms(offer: ConditionalOffer, voucher=None) -> str:
    """`offer` with its condition, benefit and their ranges; `voucher` whose code it takes, if it takes one."""
    until, often = _until(voucher or offer), _how_often(offer, voucher)
    stated = (_what(offer), _least(offer.condition), until, often, _alone(offer))
    return "; ".join(part for part in stated if part)


def _what(offer: ConditionalOffer) -> str:
    benefit = offer.benefit
    value, goods = benefit.value or 0, (benefit.range or offer.condition.range)
    said = {
        Benefit.PERCENTAGE: _("%(percent)s%% off %(goods)s"),
        Benefit.FIXED: _("%(amount)s off %(goods)s"),
        Benefit.FIXED_UNIT: _("%(amount)s off each item of %(goods)s"),
        Benefit.MULTIBUY: _("the cheapest item of %(goods)s is free"),
        Benefit.FIXED_PRICE: _("%(goods)s together for %(amount)s"),
        Benefit.SHIPPING_PERCENTAGE: _("%(percent)s%% off delivery"),
        Benefit.SHIPPING_ABSOLUTE: _("%(amount)s off delivery"),
        Benefit.SHIPPING_FIXED_PRICE: _("delivery for %(amount)s") if value else _("free delivery"),
    }.get(benefit.type, offer.name)
    what = said % {"percent": _plain(value), "amount": dong(value), "goods": spoken(goods) if goods else ""}
    if benefit.max_affected_items:
        most = ngettext("for %(most)d item at most", "for %(most)d items at most", benefit.max_affected_items)
        what = f"{what}, {most % {'most': benefit.max_affected_items}}"
    return what


def spoken(goods: Range) -> str:
    """As buyers read it: a range of our own classes has a name in each language."""
    return getattr(goods.proxy, "spoken", "") or goods.name


def _least(condition: Condition) -> str:
    value = condition.value or 0
    if value <= 1:
        return ""
    facts = {"goods": spoken(condition.range) if condition.range else "", "count": int(value), "amount": dong(value)}
    return {
        Condition.VALUE: _("from %(amount)s of %(goods)s on"),
        Condition.COUNT: _("from %(count)d items of %(goods)s on"),
        Condition.COVERAGE: _("from %(count)d different products of %(goods)s on"),
    }.get(condition.type, "") % facts


def _until(dated) -> str:
    if not dated.end_datetime:
        return ""
    return _("until %(time)s") % {"time": date_format(timezone.localtime(dated.end_datetime), "H:i d/m/Y")}


def _how_often(offer: ConditionalOffer, voucher) -> str:
    limits = []
    if voucher and voucher.usage == voucher.SINGLE_USE:
        limits.append(_("for one order only"))
    elif voucher and voucher.usage == voucher.ONCE_PER_CUSTOMER:
        limits.append(_("once for each customer"))
    if offer.max_global_applications:
        limits.append(_("%(count)d times altogether") % {"count": offer.max_global_applications})
    if offer.max_user_applications:
        limits.append(_("at most %(count)d times for each account") % {"count": offer.max_user_applications})
    if offer.max_discount:
        limits.append(_("while the budget of %(amount)s lasts") % {"amount": dong(offer.max_discount)})
    return ", ".join(limits)


def _alone(offer: ConditionalOffer) -> str:
    if not offer.exclusive:
        return ""
    if offer.is_on_delivery:
        return _("not together with another offer on delivery")
    return _("not on goods that another offer makes cheaper")


def _plain(number) -> str:
    return f"{number.normalize():f}".replace(".", ",") if number else "0"
