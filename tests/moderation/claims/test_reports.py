"""Leases on reports: as on proposals."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from contributions.errors import NotNow
from contributions.models import Report
from contributions.reporting.errors import ClosedReport
from contributions.reporting.queries import reports_to_read
from contributions.reporting.settling import (
    answer_report,
    confirm_report,
    convert_report,
    dismiss_report,
    join_report,
)
from journal.clock import run_due
from journal.models import AuditEvent
from moderation.claims.errors import HeldBySomebody
from moderation.claims.queries import report_holdings
from moderation.claims.services import LEASE, claim_report, release_report, take_over_report
from moderation.models import Claim
from offers.models import Membership
from offers.services import add_member
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.reporting.making import RIGHT_HOURS, told

Ending = Claim.Ending
MINUTE = timedelta(minutes=1)
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def report(offer) -> Report:
    return told(offer, changes={"opening_hours": RIGHT_HOURS}, is_suspect=True)


@pytest.fixture
def held(cast, report) -> Claim:
    return claim_report(report=report, user=cast.animator)


def ending(held: Claim) -> str:
    held.refresh_from_db()
    return held.ending


def url(name: str, report: Report) -> str:
    return reverse(f"moderation:report-{name}", args=[report.uuid])


ACTS = {
    "answer": lambda report, by: answer_report(report=report, by=by, answer="Merci, vu."),
    "dismiss": lambda report, by: dismiss_report(report=report, by=by, why="still_right"),
    "convert": lambda report, by: convert_report(report=report, by=by),
    "join": lambda report, by: join_report(
        report=report, into=Report.objects.exclude(pk=report.pk).get(), by=by
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_settling_it_ends_the_claim(cast, offer, report, held, name) -> None:
    told(offer, reason="closed")
    ACTS[name](report, cast.animator)
    assert ending(held) == Ending.DECIDED


@pytest.mark.parametrize("name", [*ACTS, "confirm"])
def test_what_somebody_looks_at_is_settled_by_nobody_else(cast, offer, report, held, name) -> None:
    told(offer, reason="closed")
    act = {**ACTS, "confirm": lambda report, by: confirm_report(report=report, by=by)}[name]
    with pytest.raises(NotNow, match="Awa"):
        act(report, cast.administrator)
    report.refresh_from_db()
    assert report.state == Report.State.NEW
    Claim.objects.update(
        since=timezone.now() - 3 * LEASE,
        seen_at=timezone.now() - 2 * LEASE,
        expires_at=timezone.now() - LEASE,
    )
    act(report, cast.administrator)
    report.refresh_from_db()
    assert report.state != Report.State.NEW


def test_confirming_keeps_it_for_who_confirms(cast, report, held) -> None:
    confirm_report(report=report, by=cast.animator)
    assert ending(held) == ""


def test_nobody_needs_a_claim(cast, report) -> None:
    answer_report(report=report, by=cast.animator, answer="Merci, c'est corrigé.")
    with pytest.raises(ClosedReport):
        claim_report(report=report, user=cast.animator)


def test_the_second_is_told_who_until_the_first_leaves(cast, report, held) -> None:
    with pytest.raises(HeldBySomebody, match="Awa"):
        claim_report(report=report, user=cast.administrator)
    assert release_report(report=report, user=cast.animator)
    assert claim_report(report=report, user=cast.administrator).holder == cast.administrator
    assert not release_report(report=report, user=cast.animator)


def test_a_heartbeat_makes_it_last_and_its_time_frees_it(cast, report, held) -> None:
    now = timezone.now()
    claim_report(report=report, user=cast.animator, at=now + 10 * MINUTE)
    with pytest.raises(HeldBySomebody):
        claim_report(report=report, user=cast.administrator, at=now + 20 * MINUTE)
    taken = claim_report(report=report, user=cast.administrator, at=now + 26 * MINUTE)
    assert taken.holder == cast.administrator
    assert ending(held) == Ending.EXPIRED


def test_an_administrator_takes_over_and_an_animator_does_not(cast, report, held) -> None:
    assert take_over_report(report=report, user=cast.administrator).holder == cast.administrator
    assert ending(held) == Ending.TAKEN_OVER
    event = AuditEvent.objects.get(action="claim.taken_over")
    assert event.territory_path == report.territory.path
    with pytest.raises(PermissionDenied):
        take_over_report(report=report, user=cast.animator)


def test_nobody_claims_what_they_may_not_settle(cast, offer, report) -> None:
    own = told(offer, reason="closed", author=cast.animator)
    for user, what in (
        (cast.other_animator, report),
        (cast.outsider, report),
        (cast.animator, own),
    ):
        for act in (claim_report, take_over_report):
            with pytest.raises(PermissionDenied):
                act(report=what, user=user)
    assert not Claim.objects.exists()


def test_who_came_to_keep_the_page_keeps_nobody_waiting(cast, report, held) -> None:
    add_member(structure=cast.structure, user=cast.animator, role=Membership.Role.EDITOR)
    answer_report(report=report, by=cast.administrator, answer="Merci, c'est corrigé.")


def test_signing_out_a_role_taken_back_and_the_clock_end_it(client, cast, offer, report) -> None:
    client.force_login(cast.animator)
    client.post(url("claim", report))
    held = Claim.objects.get()
    client.logout()
    assert ending(held) == Ending.SIGNED_OUT
    second = claim_report(report=report, user=cast.animator)
    run_due(timezone.now() + LEASE + MINUTE)
    assert ending(second) == Ending.EXPIRED


def test_a_role_taken_back_ends_it(cast, report, held, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    assert ending(held) == Ending.NOT_ALLOWED


@pytest.mark.parametrize("age", [timedelta(0), 2 * LEASE])
def test_a_claim_never_hides_a_report(client, cast, offer, report, held, age) -> None:
    then = timezone.now() - age
    Claim.objects.update(since=then, seen_at=then, expires_at=then + LEASE)
    assert list(reports_to_read(cast.administrator)) == [report]
    client.force_login(cast.administrator)
    page = client.get(reverse("contributions:reports")).content.decode()
    assert reverse("contributions:report", args=[report.uuid]) in page
    assert ("Awa examine" in page) == (not age)
    item = client.get(reverse("contributions:report", args=[report.uuid])).content.decode()
    assert ("Awa examine" in item) == (not age)
    assert url("take-over", report) in item


def test_who_looks_at_what_takes_one_query(cast, offer, django_assert_num_queries) -> None:
    reports = [told(offer, reason=reason) for reason in ("closed", "moved", "phone")]
    for one in reports:
        claim_report(report=one, user=cast.animator)
    with django_assert_num_queries(1):
        found = report_holdings(reports, viewer=cast.administrator)
        assert {holding.text for holding in found.values()} == {"Awa examine ce signalement"}


def test_it_is_in_the_export_and_goes_with_the_account(cast, report, held) -> None:
    assert export_account(cast.animator)["held_claims"][0]["report"] == str(report.uuid)
    erase_account(user=cast.animator, by="self")
    assert not Claim.objects.exists()


def test_the_database_holds_one_thing(cast, report, held) -> None:
    held.report = None
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(report=report, holder=cast.member, expires_at=timezone.now() + LEASE)


# Over HTTP


@pytest.fixture
def animator(client, cast) -> Client:
    client.force_login(cast.animator)
    return client


def test_the_heartbeat_is_told_that_it_is_theirs(animator, report) -> None:
    for _beat in range(2):
        answer = animator.post(url("claim", report), **JSON)
        assert answer.json() == {"holder": {"text": "Vous examinez ce signalement", "isMine": True}}
    assert animator.post(url("release", report), **JSON).json() == {"holder": None}
    assert Claim.objects.get().ending == Ending.LEFT


def test_what_somebody_holds_is_refused_with_their_name(animator, cast, report) -> None:
    claim_report(report=report, user=cast.administrator)
    answer = animator.post(url("claim", report), **JSON)
    assert answer.status_code == 409
    assert answer.json()["holder"]["isMine"] is False
    assert animator.post(url("claim", report)).url == reverse(
        "contributions:report", args=[report.uuid]
    )
    assert animator.post(url("take-over", report)).status_code == 403
    typed = {"answer": "Nous avons appelé, c'est ouvert."}
    page = animator.post(reverse("contributions:report-answer", args=[report.uuid]), typed)
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Gaëlle" in shown
    assert "Nous avons appelé" in shown


def test_what_is_settled_says_so(animator, cast, report) -> None:
    answer_report(report=report, by=cast.animator, answer="Merci, c'est corrigé.")
    for name in ("claim", "take-over"):
        assert animator.post(url(name, report)).status_code == 302
        assert animator.post(url(name, report), **JSON).status_code == 409


@pytest.mark.parametrize("name", ["claim", "release", "take-over"])
def test_outside_their_territory_nothing_is_said_to_exist(client, cast, report, name) -> None:
    for user in (cast.other_animator, cast.outsider):
        client.force_login(user)
        assert client.post(url(name, report)).status_code == 404
    assert client.get(url(name, report)).status_code == 405


def test_a_form_of_another_site_is_refused(cast, report) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.animator)
    assert strict.post(url("claim", report)).status_code == 403
    assert not Claim.objects.exists()
