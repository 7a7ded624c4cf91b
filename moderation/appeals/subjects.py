"""What an appeal is against, in the words of its pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from contributions.discussion.places import place_of
from contributions.models import Post
from contributions.targets import title_of
from moderation.models import Appeal, Decision
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class Subject:
    """A refusal or a hidden message: its title, the reason given for it, and where it is read."""

    title: str
    act: str
    reason: str
    message: str
    url: str


def subject_of(appeal: Appeal) -> Subject:
    """In the language active now."""
    if appeal.decision is not None:
        return of_refusal(appeal.decision)
    return of_hiding(appeal.hidden_post)


def of_refusal(decision: Decision) -> Subject:
    return Subject(
        title=title_of(decision.proposal),
        act=_("Your proposal was refused"),
        reason=decision.get_reason_display(),
        message=decision.message,
        url=reverse("moderation:why", args=[decision.proposal.uuid]),
    )


def of_hiding(post: Post) -> Subject:
    return Subject(
        title=post.thread.subject,
        act=_("Your message was hidden"),
        reason=post.get_hidden_reason_display(),
        message="",
        url=reverse("moderation:appeal-hiding", args=[post.uuid]),
    )


def territory_of(subject: Decision | Post) -> Territory:
    """Who answers for the page now, and so for the appeal."""
    if isinstance(subject, Decision):
        return subject.proposal.territory
    return place_of(subject.thread).territory
