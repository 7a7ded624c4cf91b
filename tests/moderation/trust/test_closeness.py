"""Two accounts of one person, or of one house, do not decide on each other unseen (S9)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.models import Decision, Trust
from moderation.permissions import can_decide
from moderation.trust.close_decisions import FLAGGED, flag_lately
from moderation.trust.closeness import signs_between
from notifications.models import Notice
from offers.models import Membership, OfferPage
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.contributions.making import propose


def accepted(offer: OfferPage, author: User, by: Any) -> Decision:
    proposal = propose(offer, author)
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    return accept_proposal(proposal=proposal, moderator=by, seen=seen)


def test_the_same_mailbox_is_the_same_person(cast: Cast, offer: OfferPage) -> None:
    other = make_user("awa+deux@example.org", "Une autre")
    with pytest.raises(PermissionDenied):
        accepted(offer, other, cast.animator)
    assert not can_decide(cast.animator, propose(offer, other, title="Autos à louer"))


def test_two_accounts_of_one_structure_do_not_decide_on_each_other(
    cast: Cast, offer: OfferPage
) -> None:
    second = make_user("second@garage.example", "Second")
    for user in (second, cast.animator):
        add_member(structure=cast.other_structure, user=user)
    with pytest.raises(PermissionDenied):
        accepted(offer, second, cast.animator)


def test_who_left_the_structure_first_is_flagged_once(cast: Cast, offer: OfferPage) -> None:
    for user in (cast.outsider, cast.animator):
        add_member(structure=cast.other_structure, user=user)
    Membership.objects.get(user=cast.animator).delete()
    decision = accepted(offer, cast.outsider, cast.animator)
    for _ in range(2):
        flag_lately(timezone.now())
    event = AuditEvent.objects.get(action=FLAGGED)
    assert event.subject_id == str(decision.pk)
    assert "structure" in event.data["signs"]
    assert Notice.objects.filter(kind="close_decision", recipient=cast.administrator).count() == 1
    assert not Notice.objects.filter(kind="close_decision", recipient=cast.animator).exists()
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == "6 € par jour"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a@mairie-rodez.fr", "b@mairie-rodez.fr", ["organisation"]),
        ("a@demo.example", "b@demo.example", []),
        ("a@gmail.com", "b@gmail.com", []),
        ("a@gmail.com", "a+z@gmail.com", ["mailbox"]),
        ("a@mairie.example", "a@cias.example", []),
    ],
)
def test_what_an_address_tells(db: None, one: str, other: str, expected: list[str]) -> None:
    assert signs_between(make_user(one, "Une"), make_user(other, "Autre")) == expected


def test_strangers_are_not_flagged(cast: Cast, offer: OfferPage) -> None:
    cast.outsider.email = "sam@ailleurs.example"
    cast.outsider.save(update_fields=["email"])
    accepted(offer, cast.outsider, cast.animator)
    flag_lately(timezone.now())
    assert not AuditEvent.objects.filter(action=FLAGGED).exists()


def test_who_decides_reads_what_is_known_of_the_author(
    client: Any, cast: Cast, offer: OfferPage
) -> None:
    proposal = propose(offer, cast.outsider)
    url = reverse("moderation:proposal", args=[proposal.uuid])
    client.force_login(cast.animator)
    page = client.get(url).content.decode()
    assert f"?proposition={proposal.uuid}" in page
    trust = Trust.objects.create(user=cast.outsider, territory=proposal.territory, level=1)
    page = client.get(url).content.decode()
    assert reverse("moderation:trust-person", args=[trust.pk]) in page
