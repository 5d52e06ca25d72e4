"""Who sent money is forgotten with her orders; amounts, days and the bank's own references stay for the books."""

from datetime import datetime

from django.db.models import Q

from .excess import UNSETTLED
from .models import BankTransaction, StatementImport


def forget_senders(before: datetime, nobody: str) -> None:
    """Clear the free text of transfers told of before that moment, also in uploaded statements.

    Kept is that of money which a person must still settle, or whose buyer is not called `nobody` yet.
    """
    old = BankTransaction.objects.filter(received_at__lt=before).exclude(UNSETTLED)
    mine = old.filter(Q(attempt=None) | Q(attempt__purchase__name=nobody))
    BankTransaction.objects.filter(pk__in=mine.values("pk")).exclude(content="").update(content="")
    for statement in StatementImport.objects.filter(uploaded_at__lt=before):
        cleared = [{**row, "content": ""} for row in statement.rows] if statement.applied_at else []
        if cleared != statement.rows:
            StatementImport.objects.filter(pk=statement.pk).update(rows=cleared)
