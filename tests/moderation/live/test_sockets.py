"""Who may listen, what they hear, and how they are shown out: checked again for every hint."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.services import CONSENT_DUE
from contributions.models import Proposal
from contributions.services import withdraw_proposal
from moderation.claims.services import claim, release
from moderation.deciding.services import refuse_proposal
from moderation.live import carrier, hints
from moderation.live.audience import MOST_SEATS
from moderation.live.consumers import NOT_ALLOWED, SAID_SOMETHING
from moderation.models import Decision
from territories.models import MemberRole, Territory
from territories.services import grant_role, revoke_role
from tests.contributions.making import propose
from tests.moderation.live.conftest import ending, heard
from tests.websocket import cookie_of


def role_of(user) -> MemberRole:
    return MemberRole.objects.get(user=user)


def said(what: str, proposal: Proposal, version: int = 1) -> dict:
    return {"what": what, "id": str(proposal.uuid), "version": version}


def test_only_who_may_open_the_queue_comes_in(live, cast) -> None:
    async def scenario(room) -> None:
        for user in (None, cast.outsider, cast.publisher):
            assert await room.enter(user) is None
        for user in (cast.animator, cast.other_animator, cast.administrator):
            assert await room.enter(user) is not None

    live(scenario)


def test_the_pages_of_another_site_do_not_come_in(live, cast) -> None:
    async def scenario(room) -> None:
        for origin in (
            "https://ailleurs.example",
            "https://testserver.ailleurs.example",
            "null",
            "",
        ):
            assert await room.enter(cast.animator, origin=origin) is None

    live(scenario)


def test_an_address_that_leads_nowhere_is_refused(live, cast) -> None:
    async def scenario(room) -> None:
        for path in ("/ws/", "/ws/moderation", "/ws/moderation/1/", "/autre/"):
            assert await room.enter(cast.animator, path=path) is None

    live(scenario)


def test_without_the_second_factor_or_with_new_terms_to_read_nobody_comes_in(live, cast) -> None:
    cookie = cookie_of(cast.administrator)
    session = Session.objects.get(session_key=cookie.partition("=")[2])
    store = session.get_session_store_class()(session.session_key)
    store[CONSENT_DUE] = True
    store.save()
    Authenticator.objects.filter(user=cast.animator).delete()

    async def scenario(room) -> None:
        assert await room.enter(cast.animator) is None
        assert await room.enter(None, cookie=cookie) is None
        assert await room.enter(cast.administrator) is not None

    live(scenario)


def test_what_changes_is_told_to_those_whose_territory_it_is(live, cast, offer) -> None:
    async def scenario(room) -> None:
        here, away, all_over = [
            await room.enter(user)
            for user in (cast.animator, cast.other_animator, cast.administrator)
        ]
        proposal = await room.do(lambda: propose(offer, cast.outsider, title="Voitures à louer"))
        for ear in (here, all_over):
            assert said("item", proposal) in await heard(ear)
        assert await heard(away) == []

    live(scenario)


def test_claims_decisions_and_withdrawals_are_told(live, cast, offer, proposal) -> None:
    other = propose(offer, cast.member, fee_detail="9 €")

    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)
        await room.do(claim, proposal=proposal, user=cast.administrator)
        assert await heard(ear) == [said("claim", proposal)]
        await room.do(claim, proposal=proposal, user=cast.administrator)
        assert await heard(ear) == []
        await room.do(release, proposal=proposal, user=cast.administrator)
        assert await heard(ear) == [said("claim", proposal)]
        await room.do(
            refuse_proposal,
            proposal=proposal,
            moderator=cast.administrator,
            version=1,
            reason=Decision.Reason.OUTDATED,
        )
        told = await heard(ear)
        assert said("decision", proposal) in told
        await room.do(withdraw_proposal, proposal=other, author=cast.member)
        assert said("item", other) in await heard(ear)

    live(scenario)


def test_a_hint_holds_no_text_and_no_name(live, cast, proposal) -> None:
    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)
        await room.do(claim, proposal=proposal, user=cast.administrator)
        (hint,) = await heard(ear)
        assert set(hint) == {"what", "id", "version"}

    live(scenario)


def test_what_is_not_committed_is_not_told(live, cast, proposal) -> None:
    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)

        def rolled_back() -> None:
            with transaction.atomic():
                claim(proposal=proposal, user=cast.administrator)
                transaction.set_rollback(True)

        await room.do(rolled_back)
        assert await heard(ear) == []

    live(scenario)


def test_many_changes_at_once_are_one_hint(live, cast, proposal, monkeypatch) -> None:
    # Longer than a thousand changes take on a busy machine.
    monkeypatch.setattr(carrier, "GATHERED_FOR", 2)

    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)

        def many() -> None:
            for number in range(1000):
                hints.claim_changed(number)

        await room.do(many)
        assert await ear.receive_json_from(timeout=10) == {"what": "queue"}
        assert await heard(ear) == []

    live(scenario)


def test_s8_a_role_taken_back_closes_the_socket_at_once(live, cast, proposal) -> None:
    async def scenario(room) -> None:
        ear, other = await room.enter(cast.animator), await room.enter(cast.administrator)
        await room.do(lambda: revoke_role(role=role_of(cast.animator), by=cast.administrator))
        assert await ending(ear) == NOT_ALLOWED
        assert await room.enter(cast.animator) is None
        assert await heard(other) == []

    live(scenario)


def test_s8_nothing_is_told_after_a_role_ended_though_nobody_said_so(live, cast, proposal) -> None:
    """The role is gone from the database, the socket still open: it hears nothing."""

    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)
        await sync_to_async(lambda: revoke_role(role=role_of(cast.animator), by=None))()
        await room.do(claim, proposal=proposal, user=cast.administrator)
        assert await heard(ear) == []

    live(scenario)


def test_a_role_moved_elsewhere_hears_of_elsewhere_only(live, cast, offer, proposal) -> None:
    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)

        def moved() -> None:
            there = Territory.objects.get(uid="fr:department:69")
            grant_role(user=cast.animator, role=MemberRole.Role.ANIMATOR, territory=there)
            here = MemberRole.objects.get(user=cast.animator, territory__uid="fr:department:12")
            revoke_role(role=here, by=None)

        await room.do(moved)
        await room.do(claim, proposal=proposal, user=cast.administrator)
        assert await heard(ear) == []

    live(scenario)


def sign_out(client: Client, user: User) -> None:
    client.logout()


def end_elsewhere(client: Client, user: User) -> None:
    UserSession.objects.get(session_key=client.session.session_key).end()


def change_password(client: Client, user: User) -> None:
    user.set_password("une autre phrase assez longue")
    user.save(update_fields=["password"])


def close_account(client: Client, user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize(
    ("end", "ends_all"),
    [(sign_out, False), (end_elsewhere, False), (change_password, True), (close_account, True)],
)
def test_the_end_of_a_session_is_the_end_of_its_sockets(live, cast, end, ends_all) -> None:
    client = Client()
    client.force_login(cast.animator)
    key = client.session.session_key
    UserSession.objects.create(user=cast.animator, session_key=key, ip="127.0.0.1", user_agent="x")

    async def scenario(room) -> None:
        ear = await room.enter(None, cookie=f"sessionid={key}")
        elsewhere = await room.enter(cast.animator)
        await room.do(end, client=client, user=cast.animator)
        assert await ending(ear) == NOT_ALLOWED
        if ends_all:
            assert await ending(elsewhere) == NOT_ALLOWED
        else:
            assert await heard(elsewhere) == []
        assert await room.enter(None, cookie=f"sessionid={key}") is None

    live(scenario)


def test_who_gave_up_their_second_factor_is_shown_out_by_the_next_hint(
    live, cast, proposal
) -> None:
    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)
        await room.do(Authenticator.objects.filter(user=cast.animator).delete)
        await room.do(claim, proposal=proposal, user=cast.administrator)
        assert await ending(ear) == NOT_ALLOWED

    live(scenario)


@pytest.mark.parametrize("message", ["{}", "bonjour", "x" * 4000])
def test_who_speaks_is_shown_out(live, cast, message) -> None:
    async def scenario(room) -> None:
        ear = await room.enter(cast.animator)
        await ear.send_to(text_data=message)
        assert await ending(ear) == SAID_SOMETHING

    live(scenario)


def test_one_person_opens_so_many_sockets_and_no_more(live, cast) -> None:
    async def scenario(room) -> None:
        one = await sync_to_async(cookie_of)(cast.animator)
        for _seat in range(MOST_SEATS):
            assert await room.enter(None, cookie=one)
        assert await room.enter(None, cookie=one) is None
        assert await room.enter(cast.administrator)

    live(scenario)
