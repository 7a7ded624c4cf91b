"""What a block takes away beside proposing, discussing and reporting."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.links import make_link
from contributions.discussion.services import reopen, resolve
from contributions.gate import BarredAct
from contributions.models import Thread
from moderation.blocks.known_networks import forget_known
from moderation.blocks.services import acknowledge, block_network, block_person, lift_block
from moderation.models import Block
from offers.keeping.claims import draw_code, prove_by_code
from offers.keeping.members import INVITATION_LINK, accept_invitation, invite_member
from offers.keeping.settling import carry_out_claims, grant_claim, object_to_claim
from offers.models import MemberInvitation, Membership, StructureClaim, Verification
from tests.contributions.discussion.making import start
from tests.offers.keeping.making import EVIDENCE, ask, old_structure

DAY = timedelta(days=1)


def put(user: Any, cast: Any, offer: Any, *acts: str) -> Block:
    return block_person(
        by=cast.administrator,
        user=user,
        territory=offer.home_territory,
        acts=acts,
        reason="damage",
        ends_at=timezone.now() + 30 * DAY,
    )


def test_who_is_blocked_from_discussing_neither_closes_nor_opens_again(cast, offer):
    thread = start(offer, cast.outsider)
    block = put(cast.outsider, cast, offer, "discuss")
    with pytest.raises(BarredAct):
        resolve(user=cast.outsider, thread=thread)
    lift_block(block=block, by=cast.administrator)
    resolve(user=cast.outsider, thread=thread)
    put(cast.outsider, cast, offer, "discuss")
    with pytest.raises(BarredAct):
        reopen(user=cast.outsider, thread=thread)
    assert Thread.objects.get().state == Thread.State.RESOLVED


def test_a_claim_begun_before_is_not_proven_while_blocked(cast, offer):
    claim = ask(old_structure(cast.structure), cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    block = put(cast.outsider, cast, offer, "claim")
    with pytest.raises(BarredAct):
        prove_by_code(claim=claim, claimant=cast.outsider, code=code)
    lift_block(block=block, by=cast.administrator)
    prove_by_code(claim=claim, claimant=cast.outsider, code=code)
    assert StructureClaim.objects.get().state == StructureClaim.State.PROVEN


def test_a_proven_claim_waits_for_the_end_of_the_block(cast, offer):
    claim = ask(cast.structure, cast.outsider, "evidence")
    grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)
    block = put(cast.outsider, cast, offer, "claim")
    later = timezone.now() + 8 * DAY
    assert carry_out_claims(later) == 0
    assert not Membership.objects.filter(user=cast.outsider).exists()
    lift_block(block=block, by=cast.administrator)
    assert carry_out_claims(later) == 1
    assert Membership.objects.filter(user=cast.outsider, role="owner").exists()


def test_a_blocked_owner_invites_nobody_but_still_contests(cast, offer):
    claim = ask(cast.structure, cast.outsider, "evidence")
    grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)
    put(cast.publisher, cast, offer, *Block.Act.values)
    with pytest.raises(BarredAct):
        invite_member(
            structure=cast.structure, by=cast.publisher, email="x@example.org", role="editor"
        )
    object_to_claim(claim=claim, owner=cast.publisher, text="Nous ne connaissons pas Sam.")
    assert StructureClaim.objects.get().state == StructureClaim.State.OBJECTED


def test_a_blocked_person_does_not_join_and_the_link_stays(cast, offer):
    invite_member(
        structure=cast.structure, by=cast.publisher, email=cast.outsider.email, role="editor"
    )
    invitation = MemberInvitation.objects.get()
    token = make_link(INVITATION_LINK, None, {"invitation": invitation.pk}, DAY)
    block = put(cast.outsider, cast, offer, "claim")
    with pytest.raises(BarredAct):
        accept_invitation(token=token, user=cast.outsider)
    lift_block(block=block, by=cast.administrator)
    assert accept_invitation(token=token, user=cast.outsider).role == "editor"


def test_a_block_elsewhere_takes_nothing_away_here(cast, offer):
    block = put(cast.outsider, cast, offer, *Block.Act.values)
    Block.objects.update(territory=cast.other_structure.home_territory)
    assert ask(cast.structure, cast.outsider, "evidence").claimant == cast.outsider
    assert not block.is_of_a_network


def test_the_pages_say_why(client, cast, offer):
    block = put(cast.publisher, cast, offer, "declare")
    client.force_login(cast.publisher)
    url = reverse("home:verify_offer", args=[cast.structure.public_id, offer.public_id])
    response = client.post(url)
    assert response.status_code == 403
    assert reverse("moderation:my-block", args=[block.uuid]) in response.content.decode()
    assert not Verification.objects.exists()
    mine = put(cast.outsider, cast, offer, "claim")
    client.force_login(cast.outsider)
    url = reverse("offers:claim-structure", args=[cast.structure.public_id])
    for response in (client.get(url), client.post(url, {"proof": "evidence"})):
        assert response.status_code == 403
        assert reverse("moderation:my-block", args=[mine.uuid]) in response.content.decode()
    acknowledge(block=mine, user=cast.outsider)
    Block.objects.update(starts_at=timezone.now() - 2 * DAY, ends_at=timezone.now() - DAY)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["offers:claim-structure", "home:verify_offer"])
def test_a_blocked_network_neither_claims_nor_checks(client, cast, offer, name):
    block_network(
        by=cast.administrator, address="203.0.113.7", reason="spam", ends_at=timezone.now() + DAY
    )
    forget_known()
    client.force_login(cast.publisher)
    args, there = [cast.structure.public_id], {"REMOTE_ADDR": "203.0.113.7"}
    if name == "home:verify_offer":
        args.append(offer.public_id)
    assert client.post(reverse(name, args=args), **there).status_code == 403
    assert not Verification.objects.exists()
    assert client.get(reverse("home:structure", args=args[:1]), **there).status_code == 200
