from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import ImportRun, Proposal
from contributions.targets import kind_for, target_of
from offers.models import Membership, OfferPage, OfferVisibility, Source, Structure
from offers.models.structures import AddressVisibility
from offers.schema import ADDRESS_FIELDS
from territories.models import Territory
from territories.permissions import administers

Overseer = Callable[[User, Territory], bool]

Action = Proposal.Action

Reader = Callable[[User, Proposal], bool]
Veil = Callable[[Proposal], bool]

_overseers: list[Overseer] = []
_readers: list[Reader] = []
_veils: list[Veil] = []

_CONTACT_ROWS = ("engage_person", "engage_worker")
_CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")


def register_overseer(rule: Overseer) -> Overseer:
    """Add a rule that says who reads all proposals, and protected fields, of a territory."""
    if rule not in _overseers:
        _overseers.append(rule)
    return rule


def register_reader(rule: Reader) -> Reader:
    """Add a rule that says who else reads a proposal before it is accepted."""
    if rule not in _readers:
        _readers.append(rule)
    return rule


def register_veil(rule: Veil) -> Veil:
    """Add a rule that says which proposals only their author and the animators read."""
    if rule not in _veils:
        _veils.append(rule)
    return rule


def oversees(user: User, territory: Territory) -> bool:
    return any(rule(user, territory) for rule in _overseers)


def keeps(user: User, structure_id: int) -> bool:
    """Whether the person keeps the pages of the structure."""
    return _kept.one(user=user.pk, structure=structure_id) is not None


@KeptQuery
def _kept(slot: type[Slot]) -> Any:
    mine = Membership.objects.filter(user=slot("user"), structure=slot("structure"))
    return mine.values_list("pk", flat=True)


def can_propose(user: User | None, target: Any, *, action: str = Action.EDIT) -> Verdict:
    """Anyone with an active account proposes changes to what is on the site, a new page, or that
    what left the site comes back.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to propose a change."))
    if target is not None and action != Action.RESTORE and not kind_for(target).is_live(target):
        return Denied(_("This page is no longer on the site: it cannot be changed."))
    return Allowed()


def can_report(target: Any, *, action: str = Action.EDIT) -> Verdict:
    """Without an account one corrects a page that is on the site, or says that it closed."""
    if target is None or action not in (Action.EDIT, Action.ARCHIVE):
        return Denied(_("Sign in to propose a change."))
    if not kind_for(target).is_live(target):
        return Denied(_("This page is no longer on the site: it cannot be changed."))
    return Allowed()


def can_propose_for(user: User | None, structure_id: int) -> Verdict:
    """People speak for a structure when they keep its pages."""
    if user is not None and keeps(user, structure_id):
        return Allowed()
    return Denied(_("You do not keep the pages of this structure."))


def can_withdraw(user: User, proposal: Proposal) -> Verdict:
    """Authors take back what they proposed as long as nobody decided."""
    if proposal.author_id is None or proposal.author_id != user.pk:
        return Denied(_("Only its author can withdraw a proposal."))
    if proposal.state not in Proposal.OPEN:
        return Denied(_("This proposal is closed: there is nothing left to withdraw."))
    return Allowed()


def can_resubmit(user: User, proposal: Proposal) -> Verdict:
    """Authors say it otherwise as long as nobody decided."""
    if proposal.author_id is None or proposal.author_id != user.pk:
        return Denied(_("Only its author can say a proposal otherwise."))
    if proposal.state not in Proposal.OPEN:
        return Denied(_("This proposal is closed: propose your change anew."))
    return Allowed()


def can_see_content(user: User, proposal: Proposal) -> Verdict:
    """Before acceptance a proposal is read by its author, by those who keep the page, by the
    animators of its territory and by the people confirmed there; everybody else knows only that it
    waits.
    """
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to read this proposal."))
    if proposal.author_id == user.pk or oversees(user, proposal.territory):
        return Allowed()
    target = target_of(proposal)
    structure_id = None if target is None else kind_for(target).keeper(target)
    if structure_id is not None and keeps(user, structure_id):
        return _if_unveiled(proposal)
    if any(rule(user, proposal) for rule in _readers):
        return _if_unveiled(proposal)
    return Denied(_("This proposal is not yours to read before it is accepted."))


def _if_unveiled(proposal: Proposal) -> Verdict:
    if any(is_veiled(proposal) for is_veiled in _veils):
        return Denied(_("This proposal was reported: an animator reads it first."))
    return Allowed()


def visible_fields(user: User | None, target: Any) -> frozenset[str]:
    """The proposable fields whose values a person may see, and so may propose to change.

    Protected addresses and contacts are for those who keep the page and for the animators.
    """
    kind, hidden = kind_for(target), hidden_fields(target)
    if hidden and user is not None:
        keeper = kind.keeper(target)
        is_kept = keeper is not None and keeps(user, keeper)
        if is_kept or oversees(user, kind.home_territory(target)):
            hidden = frozenset()
    return frozenset(kind.schema) - hidden


def readable_fields(user: User, proposal: Proposal) -> frozenset[str]:
    """What of a proposal a person reads: the fields they see on its page, as protected as now."""
    target = target_of(proposal)
    if target is None:
        return frozenset(proposal.changes)
    return visible_fields(user, target) & frozenset(proposal.changes)


def hidden_fields(target: Any) -> frozenset[str]:
    """The fields that a person with an account, and no more, does not see."""
    if isinstance(target, OfferPage):
        return _hidden_of_offer(target)
    if isinstance(target, Structure):
        return _hidden_address(target.address_visibility)
    return frozenset()


def _hidden_address(visibility: str) -> frozenset[str]:
    if visibility == AddressVisibility.PUBLIC:
        return frozenset()
    if visibility == AddressVisibility.HIDDEN:
        return ADDRESS_FIELDS | {"commune"}
    return ADDRESS_FIELDS


def _hidden_of_offer(offer: OfferPage) -> frozenset[str]:
    visibility = offer.visibility
    hidden = {
        name
        for name in _CONTACT_FIELDS
        if getattr(visibility, name) == OfferVisibility.Contact.ON_REQUEST
    }
    if visibility.address != AddressVisibility.PUBLIC:
        hidden |= set(filter(partial(_says_where, offer), _CONTACT_ROWS))
    return frozenset(hidden) | _hidden_address(visibility.address)


def _says_where(offer: OfferPage, name: str) -> bool:
    """Rows that say where to come hold a street as often as the street itself."""
    return any(row["mode"] in {"come", "refer"} and row["value"] for row in getattr(offer, name))


def can_import(user: User, source: Source) -> Verdict:
    """A territory's administrators import the sources of their territory, and no others."""
    if administers(user, source.territory):
        return Allowed()
    return Denied(_("Only the administrators of a territory import its sources."))


def can_undo(user: User, run: ImportRun) -> Verdict:
    """Who may import the source of a run goes on with it or takes it back; a run of several
    sources belongs to the administrators of the territory it was made for."""
    if run.source is not None:
        return can_import(user, run.source)
    if administers(user, run.territory):
        return Allowed()
    return Denied(_("Only the administrators of a territory import its sources."))
