"""How animators settle reports, who may, and what whoever reported is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from contributions.models import Proposal, Report
from contributions.previews import preview
from contributions.reporting.answering import message
from contributions.reporting.errors import ClosedReport, IncompleteAnswer
from contributions.reporting.jobs import forget
from contributions.reporting.permissions import can_read_reports, can_settle
from contributions.reporting.settling import (
    answer_report,
    confirm_report,
    convert_report,
    dismiss_report,
    join_report,
)
from journal import outbox
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from notifications.models import Notice
from offers.models import OfferPage
from offers.publishing import publish_one
from offers.validation import InvalidFields
from tests.contributions.reporting.making import RIGHT_HOURS, told

RIGHT = {"opening_hours": RIGHT_HOURS}
LEA = "lea@example.org"


def mails() -> list[mail.EmailMessage]:
    """What leaves once the moment to undo is over."""
    outbox.drain(at=timezone.now() + timedelta(minutes=1))
    return [one for one in mail.outbox if LEA in one.to]


def accept(proposal: Proposal, moderator) -> None:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=moderator, seen=seen)


# Who


def test_animators_of_the_place_settle_and_nobody_else(offer, cast) -> None:
    report = told(offer)
    assert can_settle(cast.animator, report)
    assert can_settle(cast.administrator, report)
    for person in (cast.other_animator, cast.outsider, cast.publisher):
        assert not can_settle(person, report)
        with pytest.raises(PermissionDenied):
            answer_report(report=report, by=person, answer="Non.")
    assert can_read_reports(cast.animator)
    assert can_read_reports(cast.outsider).reason


def test_nobody_settles_their_own_nor_their_own_page(offer, cast) -> None:
    assert "vous-même" in can_settle(cast.animator, told(offer, author=cast.animator)).reason
    offer.structure.memberships.create(user=cast.animator)
    assert not can_settle(cast.animator, told(offer, reason="closed"))


# What


def test_an_answer_reaches_the_address_once(offer, cast) -> None:
    report = told(offer, email=LEA)
    told(offer, text="Moi aussi", network="203.0.113.0/24", email=LEA)
    answer_report(report=report, by=cast.animator, answer="Ouvert à 14 h désormais.")
    first, _second = mails()
    assert "Ouvert à 14 h désormais." in first.body
    assert offer.title in first.subject
    assert offer.public.get_absolute_url() in first.body
    outbox.drain(at=timezone.now() + timedelta(hours=1))
    assert len(mails()) == 2
    assert set(Report.objects.values_list("closed_at", flat=True)) != {None}


def test_what_is_set_aside_says_why(offer, cast) -> None:
    report = told(offer, email=LEA)
    dismiss_report(report=report, by=cast.animator, why="still_right", answer="Vu sur place.")
    [sent] = mails()
    assert "la page est juste" in sent.body
    assert "Vu sur place." in sent.body


def test_a_title_cannot_forge_a_header(offer, cast) -> None:
    report = told(offer, email=LEA)
    report.offer.title = "Garage\r\nBcc: tous@example.org"
    sent = message(report, LEA)
    assert "\n" not in sent.subject
    assert sent.message()["Bcc"] is None


@pytest.mark.parametrize(
    "forged", ["lea@example.org\nBcc: x@example.org", "lea@example.org\r\n.", "x"]
)
def test_an_address_cannot_forge_a_header(offer, forged) -> None:
    with pytest.raises(InvalidFields) as refused:
        told(offer, email=forged)
    assert list(refused.value.errors) == ["email"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(("answer", "why"), [("", "still_right"), ("x" * 2_001, "nothing")])
def test_what_is_missing_is_said_and_nothing_is_done(offer, cast, answer, why) -> None:
    report = told(offer)
    with pytest.raises(IncompleteAnswer):
        answer_report(report=report, by=cast.animator, answer=answer)
    with pytest.raises(IncompleteAnswer):
        dismiss_report(report=report, by=cast.animator, why=why if answer else "", answer=answer)
    report.refresh_from_db()
    assert (report.state, report.closed_at) == ("new", None)


def test_it_is_settled_once(offer, cast) -> None:
    report = told(offer, changes=RIGHT, is_suspect=True)
    other = told(offer, reason="closed")
    answer_report(report=report, by=cast.animator, answer="Merci.")
    for again in (
        lambda: answer_report(report=report, by=cast.administrator, answer="Encore."),
        lambda: dismiss_report(report=report, by=cast.administrator, why="spam"),
        lambda: confirm_report(report=report, by=cast.administrator),
        lambda: join_report(report=report, into=other, by=cast.administrator),
        lambda: convert_report(report=report, by=cast.administrator),
    ):
        with pytest.raises(ClosedReport):
            again()
    assert not Proposal.objects.exists()


def test_joined_they_end_together(offer, cast) -> None:
    first, second = told(offer), told(offer, reason="closed", email=LEA)
    join_report(report=second, into=first, by=cast.animator)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.closed_at) == ("duplicate", first, None)
    answer_report(report=first, by=cast.animator, answer="Fermé pour travaux.")
    second.refresh_from_db()
    assert second.closed_at is not None
    assert "Fermé pour travaux." in mails()[0].body


def test_it_is_joined_to_another_of_the_same_page(offer, cast) -> None:
    report, elsewhere = told(offer), told(cast.structure)
    for into in (report, elsewhere):
        with pytest.raises(IncompleteAnswer):
            join_report(report=report, into=into, by=cast.animator)


def test_what_a_machine_asked_can_still_be_made_a_proposal(offer, cast) -> None:
    report = told(offer, changes=RIGHT, is_suspect=True, email=LEA)
    proposal = convert_report(report=report, by=cast.animator)
    report.refresh_from_db()
    assert (report.state, report.proposal, proposal.author) == ("converted", proposal, None)
    accept(proposal, cast.animator)
    assert OfferPage.objects.get(pk=offer.pk).opening_hours == RIGHT_HOURS
    with pytest.raises(IncompleteAnswer):
        convert_report(report=told(offer, reason="waiting"), by=cast.animator)


def test_what_is_closed_can_leave_the_site(offer, cast) -> None:
    report = told(offer, reason="closed", email=LEA)
    proposal = convert_report(report=report, by=cast.animator)
    assert proposal.action == Proposal.Action.ARCHIVE
    accept(proposal, cast.animator)
    assert not OfferPage.objects.get(pk=offer.pk).live
    assert "la page dit maintenant" in mails()[0].body


# With a proposal


def test_accepted_it_ends_and_its_author_is_thanked(offer, cast) -> None:
    report = told(offer, changes=RIGHT, email=LEA)
    accept(Proposal.objects.get(), cast.animator)
    report.refresh_from_db()
    assert report.closed_at is not None
    [sent] = mails()
    assert "la page dit maintenant ce qui est juste" in sent.body


def test_refused_it_ends_too(offer, cast) -> None:
    report = told(offer, changes=RIGHT, email=LEA)
    refuse_proposal(
        proposal=Proposal.objects.get(), moderator=cast.animator, version=1, reason="outdated"
    )
    report.refresh_from_db()
    assert report.closed_at is not None
    assert "ne l’a pas retenue" in mails()[0].body


def test_two_corrections_of_two_people_are_merged(offer, cast) -> None:
    told(offer, changes=RIGHT)
    told(offer, reason="other", text="Tarif", changes={"fee_detail": "6 € par jour"})
    for proposal in Proposal.objects.all():
        accept(proposal, cast.animator)
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.opening_hours, live.fee_detail) == (RIGHT_HOURS, "6 € par jour")


def test_a_correction_follows_the_page_when_it_moves(offer, cast) -> None:
    told(offer, changes=RIGHT)
    publish_one(offer=offer, fields={"title": "Voitures à louer"}, author=cast.publisher)
    accept(Proposal.objects.get(), cast.animator)
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.opening_hours, live.title) == (RIGHT_HOURS, "Voitures à louer")


# What is kept


def test_the_address_is_sealed_and_goes_30_days_after_the_end(offer, cast) -> None:
    report = told(offer, email=LEA, text="Rideau baissé")
    report.refresh_from_db()
    assert report.email
    assert LEA not in report.email
    now = timezone.now()
    forget(now + timedelta(days=400))
    report.refresh_from_db()
    assert report.email, "nobody answered yet"
    answer_report(report=report, by=cast.animator, answer="Merci.", at=now)
    forget(now + timedelta(days=29, hours=23))
    report.refresh_from_db()
    assert report.email
    forget(now + timedelta(days=30, minutes=1))
    report.refresh_from_db()
    assert (report.email, report.text) == ("", "Rideau baissé")
    forget(now + timedelta(days=366))
    report.refresh_from_db()
    assert (report.text, report.asked) == ("", {})


def test_an_account_is_told_on_its_page(offer, cast) -> None:
    report = told(offer, author=cast.outsider)
    answer_report(report=report, by=cast.animator, answer="Merci.")
    notice = Notice.objects.get(kind="report_answered")
    assert (notice.recipient, notice.path) == (cast.outsider, offer.public.get_absolute_url())
    assert offer.title in notice.title


def test_an_account_takes_its_reports_away_and_leaves_no_word(offer, cast) -> None:
    report = told(offer, author=cast.outsider, text="Rideau baissé", email=LEA)
    [taken] = export_account(cast.outsider)["reports"]
    assert (taken["text"], taken["reason"]) == ("Rideau baissé", "hours")
    erase_account(user=cast.outsider, by="self")
    report.refresh_from_db()
    assert (report.author, report.text, report.email) == (None, "", "")
    assert "Mésange" not in report.author_label
    assert export_account(cast.member)["reports"] == []
