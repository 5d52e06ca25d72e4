from django.dispatch import Signal

# Sent inside the transaction in which a recognition came, ended or changed, with `products`: the ids it covers.
# Receivers may only write rows of their own (a revision, a wake-up on commit); never call out.
standing_changed = Signal()
