"""What somebody is told when they are trusted more, or less, somewhere."""

from django.urls import reverse
from django.utils.translation import override

from moderation.models import TrustChange
from notifications.services import notify

KINDS = ("trust_raised", "trust_lowered")


def tell_of_change(change: TrustChange) -> None:
    trust = change.trust
    kind = "trust_raised" if change.after > change.before else "trust_lowered"
    with override(trust.user.language):
        notify(
            recipient=trust.user,
            kind=kind,
            key=f"{kind}:{change.pk}",
            path=reverse("moderation:my-trust"),
            params={
                "place": trust.territory.name,
                "level": change.after,
                "is_by_hand": change.by is not None,
                "message": change.message,
            },
        )
