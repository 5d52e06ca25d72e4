from oscar.apps.offer import results


class OfferApplications(results.OfferApplications):
    """What was applied to a basket, and what codes had to do with it.

    `ways` are the sets of offers on delivery that its buyer may have; which is the cheapest shows with the price of
    the way. `outdone` are the keys of codes that other offers left nothing to, `either` of those that count for
    delivery unless the other offers are cheaper.
    """

    def __init__(self):
        super().__init__()
        self.ways: list[results.OfferApplications] = []
        self.outdone: set[int] = set()
        self.either: set[int] = set()

    def pks(self) -> list[int]:
        """Its offers, in the order in which they were applied."""
        return list(self.applications)

    def vouchers(self) -> set[int]:
        """The keys of the codes that it needs."""
        return {one["voucher"].pk for one in self if one["voucher"]}
