"""Rules that pages and services ask, each with who is allowed and who is told why not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.discussion.services import hide
from moderation.appeals.permissions import can_appeal_hiding, can_read, can_withdraw
from moderation.checks.named.permissions import can_see_checks, can_set_checks
from moderation.claims.permissions import can_take_over
from moderation.deciding.permissions import can_escalate, can_join
from territories.models import MemberRole, Territory
from territories.permissions import can_delegate_role, can_entrust_role, can_renew_role
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.discussion.making import opening, start
from tests.contributions.making import propose
from tests.moderation.appeals.making import appeal, refused

CHECKS = [(can_see_checks, "animator", "member"), (can_set_checks, "administrator", "animator")]


@pytest.mark.parametrize(("rule", "who", "nobody"), CHECKS)
def test_checks_are_seen_by_animators_and_set_by_administrators(cast, rule, who, nobody) -> None:
    assert rule(getattr(cast, who))
    assert rule(getattr(cast, nobody)).reason


def test_a_role_is_prolonged_by_who_could_give_it(cast) -> None:
    held = MemberRole.objects.get(user=cast.animator)
    assert can_renew_role(cast.administrator, held)
    assert not can_renew_role(cast.animator, held)
    assert not can_renew_role(cast.other_animator, held)


def test_a_role_is_entrusted_by_who_holds_it_within_its_place(cast) -> None:
    held = MemberRole.objects.get(user=cast.animator)
    rodez, lyon = (Territory.objects.get(uid=f"fr:commune:{code}") for code in ("12202", "69123"))
    assert can_entrust_role(cast.animator, held)
    assert not can_entrust_role(cast.other_animator, held)
    assert can_delegate_role(cast.animator, held, to=cast.outsider, territory=rodez)
    assert not can_delegate_role(cast.animator, held, to=cast.outsider, territory=lyon)
    assert not can_delegate_role(cast.animator, held, to=cast.animator, territory=rodez)


def test_only_an_administrator_of_the_place_takes_over(cast, offer) -> None:
    proposal = propose(offer, cast.outsider)
    assert can_take_over(cast.administrator, proposal)
    assert can_take_over(cast.animator, proposal).reason
    assert can_take_over(cast.other_animator, proposal).reason


def test_it_is_passed_on_while_somebody_is_above(cast, offer) -> None:
    proposal = propose(offer, cast.outsider)
    assert can_escalate(cast.animator, proposal)
    assert not can_escalate(cast.other_animator, proposal)
    grant_role(
        user=make_user("region@example.org", "Lina", second_factor=True),
        role=MemberRole.Role.ANIMATOR,
        territory=Territory.objects.get(uid="fr:region:76"),
    )
    assert can_escalate(cast.animator, proposal)


def test_two_proposals_are_joined_by_who_may_decide_on_both(cast, offer) -> None:
    one, own = propose(offer, cast.outsider), propose(offer, cast.animator, title="Autos à louer")
    assert not can_join(cast.animator, one, own)
    assert can_join(cast.administrator, one, own)


def test_an_appeal_is_read_where_it_is_answered_and_withdrawn_by_its_author(cast, offer) -> None:
    asked = appeal(refused(offer, cast.outsider, cast.animator), cast.outsider)
    for reader in (cast.outsider, cast.animator, cast.administrator):
        assert can_read(reader, asked)
    for stranger in (cast.other_animator, cast.member):
        assert not can_read(stranger, asked)
    assert can_withdraw(cast.outsider, asked)
    assert not can_withdraw(cast.administrator, asked)


def test_the_hiding_of_a_message_is_contested_by_its_author_within_six_months(cast, offer) -> None:
    thread = start(offer, cast.outsider, subject="Et le dimanche ?", body="Personne ne répond.")
    post = hide(moderator=cast.animator, post=opening(thread), reason="off_topic")
    now = timezone.now()
    assert can_appeal_hiding(cast.outsider, post, at=now)
    assert not can_appeal_hiding(cast.member, post, at=now)
    assert not can_appeal_hiding(cast.outsider, post, at=now + timedelta(days=200))
