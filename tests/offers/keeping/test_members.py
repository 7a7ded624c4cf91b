"""Who keeps the pages: inviting, joining, changing, removing, leaving, handing over."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.links import LinkRefused
from accounts.models import User
from accounts.privacy import erase_account, export_account
from journal.models import AuditEvent
from notifications.models import Notice
from offers.keeping.errors import ClosedInvitation, LastOwner, TooMany
from offers.keeping.members import (
    accept_invitation,
    change_role,
    forget_invitations,
    hand_over,
    invite_member,
    leave_structure,
    remove_member,
    take_back_invitation,
)
from offers.models import MemberInvitation, Membership, Structure
from offers.normalise import Refused
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.offers.keeping.making import sent, token_in

Role = Membership.Role
FRIEND = "lea@causse.example"


@pytest.fixture
def structure(cast: Cast) -> Structure:
    """Owned by cast.publisher for a long time."""
    long_ago = timezone.now() - timedelta(days=400)
    Membership.objects.filter(structure=cast.structure).update(since=long_ago)
    return cast.structure


def invite(structure: Structure, by: User, email: str = FRIEND, role: str = Role.EDITOR) -> Any:
    return invite_member(structure=structure, by=by, email=email, role=role)


def roles(structure: Structure) -> dict[str, str]:
    rows = Membership.objects.filter(structure=structure).select_related("user")
    return {row.user.email: row.role for row in rows}


def member_of(structure: Structure, user: User, role: str = Role.EDITOR) -> Membership:
    return add_member(structure=structure, user=user, role=role)


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


def close(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


# Inviting


def test_the_link_makes_a_member_and_owners_are_told(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher)
    (message,) = sent()
    assert message.to == [FRIEND]
    assert cast.publisher.email not in message.body
    accept_invitation(token=token_in(message), user=cast.outsider)
    assert roles(structure)[cast.outsider.email] == Role.EDITOR
    assert kinds(cast.publisher) == ["owner_joined"]
    row = Membership.history.get(user_id=cast.outsider.pk)
    assert row.history_change_reason == "structure.member_joined"
    assert AuditEvent.objects.filter(action="structure.member_joined").count() == 1


def test_with_or_without_an_account_the_answer_and_the_mail_are_the_same(
    structure: Structure, cast: Cast
) -> None:
    invite(structure, cast.publisher)
    invite(structure, cast.publisher, email=cast.outsider.email)
    unknown, known = sent()
    assert unknown.subject == known.subject
    mask = [one.body.replace(token_in(one), "") for one in (unknown, known)]
    assert mask[0] == mask[1]


def test_no_mail_goes_to_a_closed_account_and_nothing_tells_it(
    structure: Structure, cast: Cast
) -> None:
    close(cast.outsider)
    made = invite(structure, cast.publisher, email=cast.outsider.email)
    assert made.closed_at is None
    assert sent() == []


def test_a_closed_account_does_not_join(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher)
    token = token_in(sent()[0])
    close(cast.outsider)
    with pytest.raises(ClosedInvitation):
        accept_invitation(token=token, user=cast.outsider)
    assert cast.outsider.email not in roles(structure)


def test_a_link_serves_once_and_for_two_weeks(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher)
    token = token_in(sent()[0])
    late = timezone.now() + timedelta(days=14, minutes=2)
    with pytest.raises(LinkRefused):
        accept_invitation(token=token, user=cast.outsider, at=late)
    accept_invitation(token=token, user=cast.outsider)
    with pytest.raises(LinkRefused):
        accept_invitation(token=token, user=cast.member)


def test_an_invitation_taken_back_or_replaced_is_dead(structure: Structure, cast: Cast) -> None:
    first = invite(structure, cast.publisher)
    token = token_in(sent()[0])
    invite(structure, cast.publisher, email=FRIEND.upper(), role=Role.OWNER)
    with pytest.raises(ClosedInvitation):
        accept_invitation(token=token, user=cast.outsider)
    second = MemberInvitation.objects.get(closed_at=None)
    take_back_invitation(invitation=second, by=cast.publisher)
    assert sent() == []
    with pytest.raises(ClosedInvitation):
        take_back_invitation(invitation=first, by=cast.publisher)


def test_nobody_loses_a_role_by_joining_again(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher)
    accept_invitation(token=token_in(sent()[0]), user=cast.publisher)
    assert roles(structure) == {cast.publisher.email: Role.OWNER}


def test_an_editor_invited_as_owner_becomes_one(structure: Structure, cast: Cast) -> None:
    member_of(structure, cast.outsider)
    invite(structure, cast.publisher, role=Role.OWNER)
    accept_invitation(token=token_in(sent()[0]), user=cast.outsider)
    assert roles(structure)[cast.outsider.email] == Role.OWNER


@pytest.mark.parametrize("email", ["", "léa", "a@b", "x" * 300 + "@causse.example", "a\nb@c.fr"])
def test_what_is_no_address_is_refused(structure: Structure, cast: Cast, email: str) -> None:
    with pytest.raises(Refused):
        invite(structure, cast.publisher, email=email)
    assert MemberInvitation.objects.count() == 0


def test_twenty_invitations_a_day(structure: Structure, cast: Cast) -> None:
    for number in range(20):
        invite(structure, cast.publisher, email=f"a{number}@causse.example")
    with pytest.raises(TooMany):
        invite(structure, cast.publisher)


def test_addresses_of_old_invitations_are_forgotten(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher)
    now = timezone.now()
    assert forget_invitations(now + timedelta(days=15)) == 0
    assert MemberInvitation.objects.get().closed_at is not None
    assert forget_invitations(now + timedelta(days=46)) == 1


# Changing and removing


def test_a_role_is_changed_and_the_person_told(structure: Structure, cast: Cast) -> None:
    member = member_of(structure, cast.outsider)
    change_role(member=member, by=cast.publisher, role=Role.OWNER)
    assert roles(structure)[cast.outsider.email] == Role.OWNER
    assert kinds(cast.outsider) == ["member_changed"]


def test_a_member_is_removed_and_told(structure: Structure, cast: Cast) -> None:
    member = member_of(structure, cast.outsider)
    remove_member(member=member, by=cast.publisher)
    assert cast.outsider.email not in roles(structure)
    assert kinds(cast.outsider) == ["member_removed"]
    last = Membership.history.filter(user_id=cast.outsider.pk).first()
    assert (last.history_type, last.history_user) == ("-", cast.publisher)


def test_an_owner_removed_by_another_is_told_to_the_animators(
    structure: Structure, cast: Cast
) -> None:
    member = member_of(structure, cast.outsider, Role.OWNER)
    remove_member(member=member, by=cast.publisher)
    assert kinds(cast.animator) == ["owner_removed"]


def test_who_has_just_come_in_does_not_push_out_who_was_there(
    structure: Structure, cast: Cast
) -> None:
    member_of(structure, cast.outsider, Role.OWNER)
    older = Membership.objects.get(structure=structure, user=cast.publisher)
    with pytest.raises(PermissionDenied):
        remove_member(member=older, by=cast.outsider)
    with pytest.raises(PermissionDenied):
        change_role(member=older, by=cast.outsider, role=Role.EDITOR)
    assert roles(structure)[cast.publisher.email] == Role.OWNER


@pytest.mark.parametrize("who", ["outsider", "member", "animator", "other_animator", "editor"])
def test_only_owners_manage(structure: Structure, cast: Cast, who: str) -> None:
    editor = make_user("noe@example.org", "Noé")
    member = member_of(structure, editor)
    other = member_of(structure, make_user("ana@example.org", "Ana"))
    person = editor if who == "editor" else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        invite(structure, person)
    for target in (member, other):
        with pytest.raises(PermissionDenied):
            change_role(member=target, by=person, role=Role.OWNER)
        with pytest.raises(PermissionDenied):
            remove_member(member=target, by=person)
    with pytest.raises(PermissionDenied):
        hand_over(structure=structure, by=person, successor=other)


# Leaving


def test_the_last_owner_does_not_leave_without_a_word(structure: Structure, cast: Cast) -> None:
    member_of(structure, cast.outsider)
    with pytest.raises(LastOwner):
        leave_structure(structure=structure, user=cast.publisher)
    assert roles(structure)[cast.publisher.email] == Role.OWNER


def test_an_owner_whose_account_is_closed_does_not_count(structure: Structure, cast: Cast) -> None:
    member_of(structure, cast.outsider, Role.OWNER)
    close(cast.outsider)
    with pytest.raises(LastOwner):
        leave_structure(structure=structure, user=cast.publisher)


def test_the_last_owner_names_who_follows(structure: Structure, cast: Cast) -> None:
    member = member_of(structure, cast.outsider)
    leave_structure(structure=structure, user=cast.publisher, successor=member)
    assert roles(structure) == {cast.outsider.email: Role.OWNER}
    assert kinds(cast.outsider) == ["member_changed"]


def test_a_successor_is_another_open_member_of_this_structure(
    structure: Structure, cast: Cast
) -> None:
    foreign = Membership.objects.get(structure=cast.other_structure)
    mine = Membership.objects.get(structure=structure)
    for successor in (foreign, mine):
        with pytest.raises(LastOwner):
            leave_structure(structure=structure, user=cast.publisher, successor=successor)
    assert roles(structure) == {cast.publisher.email: Role.OWNER}


def test_the_last_owner_may_say_that_nobody_follows(structure: Structure, cast: Cast) -> None:
    leave_structure(structure=structure, user=cast.publisher, declares_orphan=True)
    assert roles(structure) == {}
    assert kinds(cast.animator) == ["structure_orphaned"]
    assert AuditEvent.objects.filter(action="structure.orphaned").count() == 1


def test_an_editor_and_one_of_two_owners_leave_freely(structure: Structure, cast: Cast) -> None:
    member_of(structure, cast.outsider)
    member_of(structure, cast.member, Role.OWNER)
    leave_structure(structure=structure, user=cast.outsider)
    leave_structure(structure=structure, user=cast.publisher)
    assert roles(structure) == {cast.member.email: Role.OWNER}
    assert kinds(cast.animator) == []


def test_a_place_is_handed_over(structure: Structure, cast: Cast) -> None:
    member = member_of(structure, cast.outsider)
    hand_over(structure=structure, by=cast.publisher, successor=member)
    assert roles(structure) == {
        cast.publisher.email: Role.EDITOR,
        cast.outsider.email: Role.OWNER,
    }


# What is held on a person


def test_an_erased_account_leaves_no_claim_nor_invitation(structure: Structure, cast: Cast) -> None:
    invite(structure, cast.publisher, email=cast.outsider.email)
    erase_account(user=cast.outsider, by="self")
    assert MemberInvitation.objects.count() == 0


def test_the_animators_learn_that_the_last_owner_erased_their_account(
    structure: Structure, cast: Cast
) -> None:
    erase_account(user=cast.publisher, by="self")
    assert kinds(cast.animator) == ["structure_orphaned"]


def test_claims_are_in_the_export(structure: Structure, cast: Cast) -> None:
    from tests.offers.keeping.making import EVIDENCE, ask

    ask(structure, cast.outsider, "evidence")
    (claim,) = export_account(cast.outsider)["claims"]
    assert (claim["structure"], claim["evidence"]) == (structure.name, EVIDENCE)
