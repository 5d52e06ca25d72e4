from django.db import models


class VariantShelf(models.Model):
    """Whether a variant's page shows it in stock, so that the sale that empties the shelf is told from the others.

    A family as a whole has the same in its `search.SearchEntry`.
    """

    record = models.OneToOneField("partner.StockRecord", on_delete=models.CASCADE, primary_key=True, related_name="+")
    in_stock = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.in_stock}"
