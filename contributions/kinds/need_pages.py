"""Pages of needs as targets of proposals: their words change, they neither come nor leave."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Unpack

from wagtail.models import Revision

from contributions.models import Proposal
from contributions.targets import ACCEPTED, TargetKind, Writers, register
from offers.models import NeedPage
from offers.need_pages import (
    NEED_PAGE_FIELDS,
    check_need_page,
    keeping_country,
    lock_need_page,
    need_page_snapshot,
    publish_need_page,
)
from offers.saying import Saying


def _edit(
    target: NeedPage, *, fields: Mapping[str, Any], action: str = ACCEPTED, **said: Unpack[Saying]
) -> Revision:
    return publish_need_page(page=target, fields=fields, action=action, **said)


def _has_revision(target: NeedPage, number: int) -> bool:
    return bool(Revision.objects.for_instance(target).filter(pk=number).exists())


register(
    Proposal.Target.NEED_PAGE,
    TargetKind(
        column="need_page",
        model=NeedPage,
        schema=NEED_PAGE_FIELDS,
        title=attrgetter("title"),
        title_field="title",
        url=lambda page: str(page.get_absolute_url()),
        snapshot=need_page_snapshot,
        empty=lambda: dict.fromkeys(NEED_PAGE_FIELDS, ""),
        check=check_need_page,
        lock=lock_need_page,
        is_live=lambda page: bool(page.live),
        has_revision=_has_revision,
        home_territory=lambda page: keeping_country(),
        related=("need",),
        writers=Writers(edit=_edit),
    ),
)
