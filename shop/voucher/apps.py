from oscar.apps.voucher import apps


class VoucherConfig(apps.VoucherConfig):
    """Oscar's vouchers, for buyers who are known by their phone."""

    name = "shop.voucher"
