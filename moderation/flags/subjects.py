"""What can be reported beside pages: a message, a proposal."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from contributions.discussion.permissions import Person, can_read_discussion
from contributions.discussion.places import at_proposal, place_of
from contributions.discussion.reading import posts_for, reader_at
from contributions.models import Post, Proposal
from contributions.permissions import can_see_content
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class Subject:
    """`kind` is its column on a flag; `text` what it says, for the animators."""

    kind: str
    thing: Post | Proposal
    title: str
    url: str
    text: str
    territory: Territory

    @property
    def author(self) -> User | None:
        return self.thing.author

    @property
    def is_hidden(self) -> bool:
        if isinstance(self.thing, Post):
            return self.thing.is_hidden
        return hasattr(self.thing, "hidden")


def of_post(post: Post) -> Subject:
    place = place_of(post.thread)
    return Subject("post", post, place.title, post.get_absolute_url(), post.body, place.territory)


def of_proposal(proposal: Proposal) -> Subject:
    place = at_proposal(proposal)
    url = reverse("contributions:proposal", args=[proposal.uuid])
    return Subject("proposal", proposal, place.title, url, proposal.summary, proposal.territory)


def can_read(user: Person, subject: Subject) -> bool:
    """Whether the person may know of it, so may report it."""
    if isinstance(subject.thing, Post):
        place = place_of(subject.thing.thread)
        seen = posts_for(reader_at(user, place)).filter(pk=subject.thing.pk)
        return bool(can_read_discussion(user, place)) and seen.exists()
    return user.is_authenticated and bool(can_see_content(user, subject.thing))
