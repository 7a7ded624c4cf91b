"""The same words over and over: in one text, or by one person on page after page."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal
from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, register
from moderation.checks.passages import Passage
from offers.richtext import plain_text
from territories.fold import fold

_SENTENCE = re.compile(r"[^.!?…\n]+")
_ONE_SIGN = re.compile(r"(\w)\1{11}")
_SHORTEST_SENTENCE = 12
# What one person sent last; of visitors, of whom none is known, what came by reports.
_MOST_READ = 60
_TARGETS = ("offer_id", "structure_id", "need_page_id", "expression_id")


def find(said: Said) -> Hit | None:
    passages = said.reading.passages
    for passage in passages:
        if _stammers(passage.text[:LONGEST]):
            return Hit(passage.path)
    long = [one for one in passages if len(one.text) >= limits_of("repeated")["least_characters"]]
    return _seen_elsewhere(said, long) if long else None


def _stammers(text: str) -> bool:
    """One sentence many times, or one letter twelve times."""
    sentences = [fold(one) for one in _SENTENCE.findall(text)]
    counted = Counter(one for one in sentences if len(one) >= _SHORTEST_SENTENCE)
    most = max(counted.values(), default=0)
    return most >= limits_of("repeated")["times_in_one_text"] or bool(_ONE_SIGN.search(text))


def _seen_elsewhere(said: Said, passages: list[Passage]) -> Hit | None:
    sent = [(target, text) for target, text in _sent_before(said)]
    for passage in passages:
        text = fold(passage.text[:LONGEST])
        pages = {target for target, other in sent if text in other}
        if len(pages) + 1 >= limits_of("repeated")["pages"]:
            return Hit(passage.path)
    return None


def _sent_before(said: Said) -> Iterator[tuple[Any, str]]:
    """What the same person proposed lately on other pages, folded, by page; one query."""
    since = timezone.now() - timedelta(days=limits_of("repeated")["days"])
    rows = Proposal.objects.filter(author=said.author, created_at__gte=since)
    if said.author is None:
        rows = rows.filter(channel=Proposal.Channel.REPORT)
    own = (said.reading.kind.column, getattr(said.reading.target, "pk", None))
    latest = rows.order_by("-created_at").values_list("pk", "target_kind", "changes", *_TARGETS)
    for pk, kind, changes, *keys in latest[:_MOST_READ]:
        target = (kind, next((key for key in keys if key is not None), None))
        if target != own or own[1] is None:
            page = target if target[1] is not None else ("new", pk)
            yield page, fold(" ".join(_texts(changes)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield plain_text(value) if "<" in value else value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


register(
    NamedCheck(
        code="repeated",
        label=_("Repeated text"),
        explains=_(
            "Fires when somebody sends the same words on a third page within a week, or the same "
            "sentence four times in one text."
        ),
        reason=_("the same words were sent on several pages"),
        refusal=_("The same words came several times already. Write what is true of this page."),
        find=find,
    )
)
