"""What an appeal is against, in the words of its pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from contributions.discussion.places import place_of
from contributions.models import Post
from contributions.targets import kind_named, title_of
from moderation.models import Appeal, Block, Decision, Protection
from moderation.protection.parts import title_of_part
from territories.models import Territory

Contested = Decision | Post | Block | Protection

_AGAINST = {
    "decision": "refusal",
    "post": "message",
    "block": "block",
    "protection": "protection",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A refusal, a hidden message, a block or a protection: its title, the reason given for it,
    and where it is read by whom it is about, and by whoever answers."""

    against: str
    title: str
    act: str
    reason: str
    message: str
    url: str
    read_at: str


def against(appeal: Appeal) -> str:
    """In one word, for the trail and for the texts: refusal, message, block or protection."""
    return next(
        said for name, said in _AGAINST.items() if getattr(appeal, f"{name}_id") is not None
    )


def subject_of(appeal: Appeal) -> Subject:
    """In the language active now."""
    return of(appeal.subject)


def of(subject: Contested) -> Subject:
    if isinstance(subject, Decision):
        return of_refusal(subject)
    if isinstance(subject, Post):
        return of_hiding(subject)
    if isinstance(subject, Block):
        return of_block(subject)
    return of_protection(subject)


def of_refusal(decision: Decision) -> Subject:
    url = reverse("moderation:why", args=[decision.proposal.uuid])
    return Subject(
        against="refusal",
        title=title_of(decision.proposal),
        act=_("Your proposal was refused"),
        reason=decision.get_reason_display(),
        message=decision.message,
        url=url,
        read_at=url,
    )


def of_hiding(post: Post) -> Subject:
    return Subject(
        against="message",
        title=post.thread.subject,
        act=_("Your message was hidden"),
        reason=post.get_hidden_reason_display(),
        message="",
        url=reverse("moderation:appeal-hiding", args=[post.uuid]),
        read_at=post.thread.get_absolute_url(),
    )


def of_block(block: Block) -> Subject:
    if block.territory is None:
        title = _("A block on the whole site")
    else:
        title = _("A block on the pages of %(place)s") % {"place": block.territory.name}
    return Subject(
        against="block",
        title=title,
        act=_("You were blocked"),
        reason=block.get_reason_display(),
        message=block.message,
        url=reverse("moderation:my-block", args=[block.uuid]),
        read_at=block.get_absolute_url(),
    )


def of_protection(protection: Protection) -> Subject:
    url, part = protection.get_absolute_url(), title_of_part(protection.kind, protection.part)
    act = _("A part of the page was protected: %(part)s") % {"part": part}
    return Subject(
        against="protection",
        title=kind_named(protection.kind).title(protection.target),
        act=act if part else _("The page was protected"),
        reason=protection.get_reason_display(),
        message=protection.message,
        url=url,
        read_at=url,
    )


def reason_of(subject: Contested) -> str:
    """The code of the reason that was given."""
    return subject.hidden_reason if isinstance(subject, Post) else subject.reason


def territory_of(subject: Contested) -> Territory:
    """Who answers for the page now, and so for the appeal; for the whole site, its first
    territory."""
    if isinstance(subject, Decision):
        return subject.proposal.territory
    if isinstance(subject, Post):
        return place_of(subject.thread).territory
    if isinstance(subject, Protection):
        return kind_named(subject.kind).home_territory(subject.target)
    return subject.territory or Territory.objects.filter(parent=None).order_by("path")[0]


def address_of(contested: Block | Protection) -> str:
    """Where a block or a protection is contested; that of a network is of nobody."""
    if isinstance(contested, Protection):
        return reverse("moderation:appeal-protection", args=[contested.uuid])
    if contested.is_of_a_network:
        return ""
    return reverse("moderation:appeal-block", args=[contested.uuid])
