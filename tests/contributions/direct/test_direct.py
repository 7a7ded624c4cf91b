"""What owners and editors change goes live at once, unless the risk is high."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Revision

from accounts.models import User
from accounts.privacy import erase_account, export_account
from contributions.direct import permissions
from contributions.direct.permissions import can_publish_at_once, register_direct_rule
from contributions.direct.services import Sent, publish_own_edit
from contributions.errors import MovedMeanwhile, NoChange
from contributions.models import DirectPublication, Proposal
from contributions.proposing import prepare
from journal.models import AuditEvent
from offers.models import OfferPage, Structure
from offers.publishing import publish_one
from offers.services import add_member
from offers.validation import InvalidFields
from tests.cast import Cast
from tests.contributions.making import form_data, propose

WHY = "Nous avons changé nos horaires."
LOW = {"opening_hours": "Mo-Fr 08:00-12:00"}
MEDIUM = {"contact_phone": "+33536490099"}
HIGH = {"what": "<p>Payez par <a href='https://autre.example/'>ici</a>.</p>"}


def edit(target: Any, author: User, changes: dict[str, Any], **said: Any) -> Sent:
    kind = "offer" if isinstance(target, OfferPage) else "structure"
    return publish_own_edit(
        author=author,
        target_kind=kind,
        target=target,
        changes=changes,
        summary=said.pop("summary", WHY),
        **said,
    )


def revisions(offer: OfferPage) -> int:
    return Revision.objects.for_instance(offer).count()


@pytest.mark.parametrize(("changes", "risk"), [(LOW, 1), (MEDIUM, 2)])
def test_an_owners_edit_is_on_the_page_at_once(
    offer: OfferPage, cast: Cast, changes: dict[str, Any], risk: int
) -> None:
    before = revisions(offer)
    sent = edit(offer, cast.publisher, changes, sources=[{"url": "https://garage.example/"}])
    row = sent.published
    assert row is not None
    assert sent.proposal is None
    live = OfferPage.objects.get(pk=offer.pk)
    assert {name: getattr(live, name) for name in changes} == changes
    assert revisions(offer) == before + 1
    assert row.revision_id == live.live_revision_id
    assert row.revision.user == cast.publisher
    assert (row.risk, row.fields, row.summary) == (risk, sorted(changes), WHY)
    assert row.sources[0]["url"] == "https://garage.example/"
    assert list(DirectPublication.objects.to_patrol()) == [row]
    event = AuditEvent.objects.filter(action="offer.edited").get()
    assert event.data["direct"] == str(row.uuid)
    assert Proposal.objects.count() == 0


def test_an_editor_too_and_for_the_structure_too(cast: Cast, offer: OfferPage) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    assert edit(offer, cast.outsider, LOW).published
    row = edit(cast.structure, cast.outsider, {"phone": "+33536490099"}).published
    assert row is not None
    assert Structure.objects.get(pk=cast.structure.pk).phone == "+33536490099"
    last = cast.structure.history.latest()
    assert (row.version, last.history_user) == (last.history_id, cast.outsider)
    assert row.revision is None


def test_a_high_risk_waits_for_an_animator(offer: OfferPage, cast: Cast) -> None:
    before = revisions(offer)
    sent = edit(offer, cast.publisher, HIGH)
    assert sent.published is None
    assert sent.proposal is not None
    assert (sent.proposal.state, sent.proposal.risk) == (Proposal.State.PENDING, 3)
    assert revisions(offer) == before
    assert DirectPublication.objects.count() == 0


def test_a_hidden_address_makes_everything_wait(offer: OfferPage, cast: Cast) -> None:
    offer.visibility.address = "hidden"
    offer.visibility.save()
    assert edit(offer, cast.publisher, LOW).proposal


@pytest.mark.parametrize("who", ["animator", "other_animator", "administrator"])
def test_who_decides_publishes_what_is_of_low_risk(offer: OfferPage, cast: Cast, who: str) -> None:
    assert edit(offer, getattr(cast, who), LOW).published
    assert edit(offer, getattr(cast, who), MEDIUM).proposal


@pytest.mark.parametrize("who", ["outsider", "member"])
def test_anybody_elses_edit_is_a_proposal(offer: OfferPage, cast: Cast, who: str) -> None:
    sent = edit(offer, getattr(cast, who), LOW)
    assert sent.published is None
    assert sent.proposal is not None
    assert OfferPage.objects.get(pk=offer.pk).opening_hours != LOW["opening_hours"]


def test_a_closed_account_changes_nothing(offer: OfferPage, cast: Cast) -> None:
    cast.publisher.is_active = False
    cast.publisher.save(update_fields=["is_active"])
    with pytest.raises(PermissionDenied):
        edit(offer, cast.publisher, LOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": 1},
        {"live": False},
        {"structure": "x"},
        {"slug": "x"},
        {"opening_hours": "jamais le mardi"},
    ],
)
def test_what_may_not_be_changed_is_refused(
    offer: OfferPage, cast: Cast, changes: dict[str, Any]
) -> None:
    before = revisions(offer)
    with pytest.raises(InvalidFields):
        edit(offer, cast.publisher, changes)
    assert revisions(offer) == before


def test_a_word_of_why_is_asked(offer: OfferPage, cast: Cast) -> None:
    with pytest.raises(InvalidFields):
        edit(offer, cast.publisher, LOW, summary="ok")


def test_the_same_again_changes_nothing(offer: OfferPage, cast: Cast) -> None:
    edit(offer, cast.publisher, LOW)
    with pytest.raises(NoChange):
        edit(offer, cast.publisher, LOW)
    assert DirectPublication.objects.count() == 1


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    offer: OfferPage, cast: Cast
) -> None:
    seen = {"opening_hours": offer.opening_hours, "fee_detail": offer.fee_detail}
    publish_one(offer=offer, fields={"opening_hours": "Mo 09:00-10:00"}, author=None)
    with pytest.raises(MovedMeanwhile):
        edit(offer, cast.publisher, LOW, base=seen)
    publish_one(offer=offer, fields={"opening_hours": seen["opening_hours"]}, author=None)
    publish_one(offer=offer, fields={"fee_detail": "9 € par jour"}, author=None)
    assert edit(offer, cast.publisher, LOW, base=seen).published
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == "9 € par jour"


def test_a_proposal_that_waits_is_put_on_what_the_owner_published(
    offer: OfferPage, cast: Cast
) -> None:
    waiting = propose(offer, cast.outsider)
    edit(offer, cast.publisher, LOW)
    waiting.refresh_from_db()
    assert waiting.state == Proposal.State.PENDING


@pytest.mark.parametrize("who", ["publisher", "outsider", "animator"])
def test_a_refusal_says_why(offer: OfferPage, cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    asked = prepare(author=user, target_kind="offer", target=offer, changes=LOW)
    verdict = can_publish_at_once(user, asked)
    assert bool(verdict) == (who != "outsider")
    assert bool(verdict.reason) == (who == "outsider")


def test_other_people_can_be_let_in_by_a_rule_but_never_for_a_high_risk(
    offer: OfferPage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "_rules", list(permissions._rules))
    register_direct_rule(lambda user, request: user == cast.outsider)
    assert edit(offer, cast.outsider, LOW).published
    assert edit(offer, cast.outsider, HIGH).proposal


def test_an_erased_account_leaves_its_edits_without_its_name(offer: OfferPage, cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    edit(offer, cast.outsider, LOW)
    (held,) = export_account(cast.outsider)["direct"]
    assert held["fields"] == ["opening_hours"]
    erase_account(user=cast.outsider, by="self")
    row = DirectPublication.objects.get()
    assert row.author is None
    assert row.author_label not in {"", cast.outsider.display_name}


def test_from_the_editing_page_an_owner_is_led_to_the_changed_page(
    offer: OfferPage, cast: Cast, client: Any
) -> None:
    client.force_login(cast.publisher)
    url = reverse("contributions:propose-edit", args=[offer.public_id])
    typed = {"proposal_summary": WHY, "act": "send", "fee_detail": "9 € par jour"}
    answer = client.post(url, {**form_data(client.get(url)), **typed})
    assert answer.url == offer.public.get_absolute_url()
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == "9 € par jour"
    assert DirectPublication.objects.get().author == cast.publisher
