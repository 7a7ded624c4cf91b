"""What of an accepted proposal is still on its page."""

from contributions.mine.afterwards import Afterwards, afterwards
from contributions.models import Proposal
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.contributions.making import propose
from tests.contributions.mine.making import accept, refuse


def again(proposal: Proposal) -> Afterwards | None:
    return afterwards(Proposal.objects.get(pk=proposal.pk))


def change(offer: OfferPage, author: object, **fields: object) -> None:
    target = OfferPage.objects.get(pk=offer.pk)
    publish_one(
        offer=target, fields=fields, author=author, action="offer.edited", summary="Autre chose"
    )


def test_all_of_it_is_there_at_first(offer, cast) -> None:
    proposal = accept(propose(offer, cast.outsider, title="Autre titre"), cast.animator)
    assert again(proposal) == Afterwards(kept=["titre"], gone=[])


def test_a_field_changed_since_is_gone(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Autre titre", fee_detail="6 €")
    accept(proposal, cast.animator)
    change(offer, cast.publisher, title="Encore un autre")
    found = again(proposal)
    assert found is not None
    assert (len(found.kept), found.gone) == (1, ["titre"])


def test_what_was_put_back_as_before_is_gone(offer, cast) -> None:
    proposal = accept(propose(offer, cast.outsider, title="Autre titre"), cast.animator)
    change(offer, cast.publisher, title=offer.title)
    assert again(proposal) == Afterwards(kept=[], gone=["titre"])


def test_what_others_add_beside_it_takes_nothing_away(offer, cast) -> None:
    documents = ["Permis de conduire", "RIB"]
    proposal = accept(propose(offer, cast.outsider, documents=documents), cast.animator)
    change(offer, cast.publisher, documents=[*documents, "Contrat de travail"])
    assert again(proposal).gone == []
    change(offer, cast.publisher, documents=["Permis de conduire"])
    assert again(proposal).kept == []


def test_what_never_went_live_has_no_afterwards(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert again(proposal) is None
    assert again(refuse(proposal, cast.animator)) is None
