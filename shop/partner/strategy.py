"""What a product costs and how many may be bought: whole đồng with tax in the price, units that are not promised."""

from decimal import Decimal

from oscar.apps.partner import availability, prices, strategy

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class OnlySoMany(availability.StockRequired):
    """Available while units are left; says how many."""

    def is_purchase_permitted(self, quantity):
        if self.num_available <= 0:
            return False, _("Sold out for now.")
        if quantity > self.num_available:
            return False, ngettext_lazy("Only %(left)d left.", "Only %(left)d left.", self.num_available) % {
                "left": self.num_available
            }
        return True, ""


class WholeDong(strategy.UseFirstStockRecord, strategy.Structured):
    """One stock record per product; the price includes tax, no tax is told apart."""

    def fetch_for_line(self, line, stockrecord=None):
        return self.fetch_for_product(line.product, line.stockrecord)

    def availability_policy(self, product, stockrecord):
        if not stockrecord or not stockrecord.price:
            return availability.Unavailable()
        return OnlySoMany(stockrecord.available)

    def pricing_policy(self, product, stockrecord):
        if not stockrecord or stockrecord.price is None:
            return prices.Unavailable()
        return prices.TaxInclusiveFixedPrice(
            currency=stockrecord.price_currency, excl_tax=stockrecord.price, tax=Decimal(0)
        )

    def parent_availability_policy(self, product, children_stock):
        policies = [self.availability_policy(child, record) for child, record in children_stock]
        return next((policy for policy in policies if policy.is_available_to_buy), availability.Unavailable())

    def parent_pricing_policy(self, product, children_stock):
        priced = [record for _child, record in children_stock if record and record.price is not None]
        return self.pricing_policy(product, min(priced, key=lambda record: record.price, default=None))


class Selector(strategy.Selector):
    def strategy(self, request=None, user=None, **kwargs):
        return WholeDong(request)
