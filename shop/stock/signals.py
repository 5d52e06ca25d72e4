from django.dispatch import Signal

# Sent inside the transaction that changed a record's figures, with `record` refreshed and `taken`, the units
# promised by it (0 where it is no promise).
# Receivers may only write rows of their own (a revision, a wake-up on commit); never call out.
stock_changed = Signal()
