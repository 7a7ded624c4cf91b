from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import ImportRun, Proposal
from offers.models import Membership, OfferPage, OfferVisibility, Source
from offers.models.structures import AddressVisibility
from offers.schema import ADDRESS_FIELDS, OFFER_FIELDS
from territories.models import Territory
from territories.permissions import administers

Overseer = Callable[[User, Territory], bool]

_overseers: list[Overseer] = []

_CONTACT_ROWS = ("engage_person", "engage_worker")
_CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")


def register_overseer(rule: Overseer) -> Overseer:
    """Add a rule that says who reads all proposals, and protected fields, of a territory."""
    if rule not in _overseers:
        _overseers.append(rule)
    return rule


def oversees(user: User, territory: Territory) -> bool:
    return any(rule(user, territory) for rule in _overseers)


def keeps(user: User, structure_id: int) -> bool:
    """Whether the person keeps the pages of the structure."""
    return Membership.objects.filter(user=user, structure=structure_id).exists()


def can_propose(user: User, offer: OfferPage) -> Verdict:
    """Anyone with an active account proposes changes to an offer that is on the site."""
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to propose a change."))
    if not offer.live:
        return Denied(_("This page is no longer on the site: it cannot be changed."))
    return Allowed()


def can_propose_for(user: User, structure_id: int) -> Verdict:
    """People speak for a structure when they keep its pages."""
    if keeps(user, structure_id):
        return Allowed()
    return Denied(_("You do not keep the pages of this structure."))


def can_withdraw(user: User, proposal: Proposal) -> Verdict:
    """Authors take back what they proposed as long as nobody decided."""
    if proposal.author_id is None or proposal.author_id != user.pk:
        return Denied(_("Only its author can withdraw a proposal."))
    if proposal.state not in Proposal.OPEN:
        return Denied(_("This proposal is closed: there is nothing left to withdraw."))
    return Allowed()


def can_see_content(user: User, proposal: Proposal) -> Verdict:
    """Before acceptance a proposal is read by its author, by those who keep the page, and by the
    animators of its territory; everybody else knows only that it waits.
    """
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to read this proposal."))
    if proposal.author_id == user.pk or oversees(user, proposal.territory):
        return Allowed()
    structure_id = proposal.offer.structure_id if proposal.offer else proposal.structure_id
    if structure_id is not None and keeps(user, structure_id):
        return Allowed()
    return Denied(_("This proposal is not yours to read before it is accepted."))


def visible_fields(user: User, offer: OfferPage) -> frozenset[str]:
    """The proposable fields whose values a person may see, and so may propose to change.

    Protected addresses and contacts are for those who keep the page and for the animators.
    """
    hidden = hidden_fields(offer)
    if hidden and (keeps(user, offer.structure_id) or oversees(user, offer.home_territory)):
        hidden = frozenset()
    return frozenset(OFFER_FIELDS) - hidden


def readable_fields(user: User, proposal: Proposal) -> frozenset[str]:
    """What of a proposal a person reads: the fields they see on its page, as protected as now."""
    if proposal.offer is None:
        return frozenset(proposal.changes)
    return visible_fields(user, proposal.offer) & frozenset(proposal.changes)


def hidden_fields(offer: OfferPage) -> frozenset[str]:
    """The fields that a person with an account, and no more, does not see."""
    visibility = offer.visibility
    hidden = {
        name
        for name in _CONTACT_FIELDS
        if getattr(visibility, name) == OfferVisibility.Contact.ON_REQUEST
    }
    if visibility.address != AddressVisibility.PUBLIC:
        hidden |= {*ADDRESS_FIELDS, *filter(partial(_says_where, offer), _CONTACT_ROWS)}
    if visibility.address == AddressVisibility.HIDDEN:
        hidden |= {"commune"}
    return frozenset(hidden)


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
