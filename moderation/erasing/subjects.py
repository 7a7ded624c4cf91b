"""What text is taken away from: a page, a proposal, or the whole site."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contributions.history.kinds import kept_in
from contributions.models import Proposal
from contributions.targets import kind_for, kind_named, title_of
from moderation.models import Hiding
from offers.need_pages import keeping_country
from territories.models import Territory

SITE = Hiding.Target.SITE.value
PROPOSAL = Hiding.Target.PROPOSAL.value
# The first part of the addresses of pages, as in their histories.
PAGES = ("offres", "structures", "besoins", "expressions")
PROPOSALS, WHOLE_SITE = "propositions", "site"


@dataclass(frozen=True, slots=True)
class Subject:
    """`family` and `name` make its address on the desk; `target` is None for the site."""

    kind: str
    key: int | None
    title: str
    url: str
    territory: Territory
    family: str
    name: str = ""
    target: Any = None

    @property
    def region(self) -> str:
        """The country whose phone numbers are meant."""
        return self.territory.country_code.upper()


def the_site() -> Subject:
    return Subject(
        kind=SITE,
        key=None,
        title=_("The whole site"),
        url="/",
        territory=keeping_country(),
        family=WHOLE_SITE,
    )


def of_page(target: Any) -> Subject:
    kind = kind_for(target)
    family = next(one for one in PAGES if kept_in(one).target == kind.column)
    return Subject(
        kind=kind.column,
        key=target.pk,
        title=kind.title(target),
        url=kind.url(target),
        territory=kind.home_territory(target),
        family=family,
        name=_name(kind.column, target),
        target=target,
    )


def _name(column: str, target: Any) -> str:
    if column == Proposal.Target.NEED_PAGE:
        return str(target.need.code)
    return str(target.pk if column == Proposal.Target.EXPRESSION else target.public_id)


def of_proposal(proposal: Proposal) -> Subject:
    return Subject(
        kind=PROPOSAL,
        key=proposal.pk,
        title=title_of(proposal),
        url=reverse("contributions:proposal", args=[proposal.uuid]),
        territory=proposal.territory,
        family=PROPOSALS,
        name=str(proposal.uuid),
        target=proposal,
    )


def of_hiding(hiding: Hiding) -> Subject:
    if hiding.target_id is None:
        return the_site()
    if hiding.target_kind == PROPOSAL:
        rows = Proposal.objects.with_targets()
        return of_proposal(rows.get(pk=hiding.target_id))
    return of_page(kind_named(hiding.target_kind).read(hiding.target_id))


def named(family: str, name: str) -> Subject | None:
    """None when there is no such page."""
    if family == WHOLE_SITE:
        return the_site()
    if family == PROPOSALS:
        found = Proposal.objects.with_targets().filter(uuid=name).first()
        return of_proposal(found) if found else None
    target = kept_in(family).find(name)
    return of_page(target) if target is not None else None
