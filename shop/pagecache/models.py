from django.db import models


class LowStock(models.Model):
    """What pages tell of a record of which few units are left, none included; without a row there are enough.

    So the sale that changes a page is told from all the others.
    """

    record = models.OneToOneField("partner.StockRecord", on_delete=models.CASCADE, primary_key=True, related_name="+")
    units = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.units}"
