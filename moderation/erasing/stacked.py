"""Texts hidden by other acts: what they would put back must not bring back what is erased."""

from moderation.erasing.passages import Needle
from moderation.erasing.rewriting import cut, holds, marked
from moderation.erasing.sealing import seal_taken, taken_from
from moderation.models import HiddenPlace, Hiding
from offers.taken_out import text_mark


def take_from_other_hidings(hiding: Hiding, needle: Needle) -> None:
    """What stood at a mark is marked in its turn; what stood on a page is cut."""
    others = HiddenPlace.objects.filter(hiding__state=Hiding.State.HIDDEN)
    for place in others.exclude(hiding=hiding).exclude(taken="").iterator():
        taken = taken_from(place)
        if not holds(taken, needle):
            continue
        if place.mark:
            taken = marked(taken, needle, text_mark(hiding.number)).value
        else:
            taken = cut(taken, needle)
        place.taken = seal_taken(taken)
        place.save(update_fields=["taken"])
