"""What animators are told when a changed phone or mail was put back by its old address."""

from django.utils.translation import override

from contributions.models import ContactChange
from notifications.services import notify
from territories.responsible import animators_of

KINDS = ("contact_put_back",)


def tell_animators_of_return(change: ContactChange) -> None:
    """Pages taken over are often seen so for the first time."""
    target = change.offer or change.structure
    assert target is not None  # noqa: S101 a constraint of the database
    for animator in animators_of(target.home_territory):
        with override(animator.language):
            path = target.get_absolute_url()
        notify(
            recipient=animator,
            kind="contact_put_back",
            key=f"contact_put_back:{change.uuid}:{animator.pk}",
            path=path,
            params={"title": str(target)},
        )
