"""What each reason for a refusal means, and what would help: for its author, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision

Reason = Decision.Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    meaning: str | Promise
    help: str | Promise


EXPLANATIONS: dict[str, Explanation] = {
    Reason.NOT_CONFIRMED: Explanation(
        _("The animator asked or searched, and found nothing that says the same."),
        _("Add where you know it from: a web page, a leaflet, who told you on the phone and when."),
    ),
    Reason.OUTDATED: Explanation(
        _("It was true, or is written somewhere, but the service has changed since."),
        _("Check with the structure what is true today, then propose it with the date."),
    ),
    Reason.UNCLEAR: Explanation(
        _("What you say may be right; written so, fewer people would understand the page."),
        _("Say it in short sentences, with everyday words, one thing at a time."),
    ),
    Reason.NOT_HERE: Explanation(
        _("It is worth knowing, but people would look for it elsewhere."),
        _("Propose it on the page it is about, or add a new offer."),
    ),
    Reason.PERSONAL_DATA: Explanation(
        _("Pages are public, and copied: somebody who did not ask for it could be recognised."),
        _("Leave out names, addresses and stories of people; a service’s own contacts may stay."),
    ),
    Reason.PROMOTION: Explanation(
        _("Pages say what a service does and for whom; they do not say that it is the best."),
        _("Keep facts that somebody needs to choose and to come; leave praise out."),
    ),
    Reason.ALREADY_HERE: Explanation(
        _("Somebody who looks for it finds it on another page of this site."),
        _("Look at that page; if something is missing there, propose it there."),
    ),
    Reason.OTHER: Explanation(
        _("The animator explains it in their own words."),
        _("If it is not clear to you, ask below the proposal: the animators read it."),
    ),
}


def explanation_of(reason: str) -> Explanation | None:
    return EXPLANATIONS.get(reason)
