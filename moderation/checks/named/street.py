"""A street address in the text of a page whose address is protected."""

from django.utils.translation import gettext_lazy as _

from moderation.checks.named.registry import LONGEST, Effect, Hit, NamedCheck, Said, register
from moderation.checks.private.streets import streets_in
from moderation.checks.private_data import street_said


def find(said: Said) -> Hit | None:
    found = street_said(said.reading)
    return Hit(found.path, found.detail) if found else None


register(
    NamedCheck(
        code="street",
        label=_("Street address on a protected place"),
        explains=_(
            "Fires when the text of a page whose address is protected says a street. It can be "
            "made stricter, never switched off: people hide there."
        ),
        reason=_("its text says a street, and the address of this place is protected"),
        refusal=_("The address of this place is protected: take the street out of the text."),
        find=find,
        reads=lambda words: words.is_protected and bool(streets_in(words.text[:LONGEST])),
        may=(Effect.HOLD, Effect.REFUSE),
    )
)
