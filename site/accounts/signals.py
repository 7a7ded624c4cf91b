"""What accounts announce to the apps above."""

from django.dispatch import Signal

# In the erasing transaction, while the account still exists: receivers only write rows.
# Arguments: user, by ("self", "administrator" or "retention").
account_erased = Signal()
