from dataclasses import dataclass

from accounts.models import User
from contributions.discussion.places import THREAD_RELATED
from contributions.models import Post, Proposal
from moderation.flags.subjects import Subject, of_post, of_proposal
from moderation.models import Flag
from territories.permissions import territories_moderated_by

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing with all that was said against it."""

    subject: Subject
    flags: tuple[Flag, ...]


def to_read_by(user: User) -> list[Line]:
    """What is reported in the territories somebody animates, the longest waiting first; the
    same number of queries whatever the length."""
    flags = Flag.objects.open().raised_in(territories_moderated_by(user)).order_by("at")
    things: dict[tuple[str, int], list[Flag]] = {}
    for flag in flags.select_related("user")[: MOST * 10]:
        kind, pk = ("post", flag.post_id) if flag.post_id else ("proposal", flag.proposal_id)
        things.setdefault((kind, pk or 0), []).append(flag)
    subjects = _subjects(list(things)[:MOST])
    return [Line(subjects[key], tuple(said)) for key, said in things.items() if key in subjects]


def _subjects(keys: list[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    posts = [pk for kind, pk in keys if kind == "post"]
    proposals = [pk for kind, pk in keys if kind == "proposal"]
    threads = [f"thread__{name}" for name in THREAD_RELATED]
    found: dict[tuple[str, int], Subject] = {}
    for post in Post.objects.filter(pk__in=posts).select_related("author", "thread", *threads):
        found["post", post.pk] = of_post(post)
    rows = Proposal.objects.filter(pk__in=proposals).with_targets()
    for proposal in rows.select_related("author", "hidden", "offer__visibility"):
        found["proposal", proposal.pk] = of_proposal(proposal)
    return found
