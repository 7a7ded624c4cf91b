"""Signs that two accounts may be one person, or speak for one house: said, never decided alone."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.blocks.identity import email_hash
from offers.keeping.free_mail import is_free_mail
from offers.models import Membership

SIGNS: dict[str, Promise] = {
    "mailbox": _("both accounts have the same mailbox"),
    "structure": _("both keep, or kept, the pages of one structure"),
    "organisation": _("both addresses are of the same organisation"),
}


def same_mailbox(one: User, other: User) -> bool:
    """Two accounts whose addresses differ by case or by a +tag only."""
    return email_hash(one.email) == email_hash(other.email)


def signs_between(one: User, other: User) -> list[str]:
    """The keys of SIGNS that hold."""
    return list(_signs(one, other))


def _signs(one: User, other: User) -> Iterator[str]:
    if same_mailbox(one, other):
        yield "mailbox"
    if _structures(one) & _structures(other):
        yield "structure"
    if _domain(one) == _domain(other) and not _is_anyone_s(one.email):
        yield "organisation"


def _structures(user: User) -> set[int]:
    return set(Membership.history.filter(user=user.pk).values_list("structure", flat=True))


def _is_anyone_s(address: str) -> bool:
    """Of a provider, or under the name that RFC 2606 keeps for examples, as those of the demo."""
    return is_free_mail(address) or address.casefold().endswith(".example")


def _domain(user: User) -> str:
    return user.email.rpartition("@")[2].casefold()
