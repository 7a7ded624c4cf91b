"""Which audit events the public reads, and how they are called. An action not named here is not
told: who signed in, who left a structure or who follows what is nobody's business."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the figures; `reasons` when its events hold the code of one."""

    code: str
    label: str | Promise
    actions: tuple[str, ...]
    reasons: bool = False


# The end of a proposal, counted once each, and not when it was undone at once.
ACCEPTED, REFUSED = "proposal.accepted", "proposal.refused"
ENDS = (ACCEPTED, REFUSED)
OPENED, REOPENED = "proposal.opened", "proposal.reopened"
# What a page says at once because of who changed it: the event names the publication.
DIRECT = ("offer.edited", "structure.edited", "offer.created", "structure.created")
LATE = "proposal.escalated"

MEASURES = (
    Measure("received", _("Proposals received"), (OPENED,)),
    Measure("published_directly", _("Published directly by those who keep the page"), DIRECT),
    Measure("accepted", _("Proposals accepted"), (ACCEPTED,)),
    Measure("refused", _("Proposals refused"), (REFUSED,), reasons=True),
    Measure("change_asked", _("Changes asked of the author"), ("proposal.change_asked",)),
    Measure("withdrawn", _("Withdrawn by their author"), ("proposal.withdrawn",)),
    Measure("expired", _("Expired without an answer of the author"), ("proposal.expired",)),
    Measure("late", _("Not answered in time, brought to the territory above"), (LATE,)),
    Measure("reports", _("Mistakes reported"), ("report.filed",), reasons=True),
    Measure("hidden", _("Messages hidden"), ("discussion.hidden",), reasons=True),
    Measure("texts_hidden", _("Texts taken off pages"), ("text.hidden",)),
    Measure("texts_erased", _("Texts erased for good, by two people"), ("redaction.done",)),
    Measure("protected", _("Pages protected for a while"), ("protection.placed",), reasons=True),
    Measure(
        "blocked",
        _("People or networks kept from writing for a while"),
        ("block.placed",),
        reasons=True,
    ),
    Measure("appeals", _("Appeals"), ("appeal.filed",)),
    Measure("upheld", _("Appeals: the decision stands"), ("appeal.upheld",)),
    Measure("overturned", _("Appeals: the decision is overturned"), ("appeal.overturned",)),
)
# Told together or not at all: how many appeals there were is told, so one would give the other.
OUTCOMES = ("upheld", "overturned")
BY_ACTION = {action: measure for measure in MEASURES for action in measure.actions}

# Acts on pages: their history tells them already, so they are listed one by one.
ON_PAGES: dict[str, str | Promise] = {
    ACCEPTED: _("Proposal accepted"),
    "offer.undone": _("Change undone"),
    "structure.undone": _("Change undone"),
    "offer.rolled_back": _("Changes of one author undone"),
    "structure.rolled_back": _("Changes of one author undone"),
    "offer.version_restored": _("Earlier version put back"),
    "structure.version_restored": _("Earlier version put back"),
}
