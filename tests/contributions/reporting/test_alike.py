"""The same again: one report more witnesses bear, and nothing that was written is lost."""

from contributions.models import Proposal, Report
from journal.models import AuditEvent
from notifications.models import Notice
from tests.contributions.reporting.making import RIGHT_HOURS, told

HERE, THERE = "198.51.100.0/24", "203.0.113.0/24"
RIGHT = {"opening_hours": RIGHT_HOURS}


def test_sent_twice_it_is_one(offer) -> None:
    first, second = (told(offer, text="Fermé à midi") for _ in range(2))
    assert first == second
    assert Report.objects.get().witnesses == 1


def test_from_elsewhere_it_is_one_witness_more(offer) -> None:
    first = told(offer, network=HERE)
    assert told(offer, network=THERE) == first
    assert Report.objects.get().witnesses == 2


def test_new_words_or_an_address_are_kept_beside_the_first(offer) -> None:
    first = told(offer, network=HERE)
    for said in ({"text": "Fermé à midi"}, {"email": "lea@example.org"}):
        beside = told(offer, network=THERE, **said)
        assert (beside.state, beside.merged_into) == ("duplicate", first)
    first.refresh_from_db()
    assert first.witnesses == 2


def test_other_things_told_in_words_are_other_reports(offer) -> None:
    told(offer, reason="other", text="Le code de la porte a changé")
    told(offer, reason="other", text="Il faut un badge")
    assert Report.objects.filter(merged_into=None).count() == 2


def test_the_same_value_is_one_proposal(offer) -> None:
    told(offer, changes=RIGHT, network=HERE)
    told(offer, changes={"opening_hours": f" {RIGHT_HOURS} "}, network=THERE)
    assert Proposal.objects.count() == 1
    assert Report.objects.get().witnesses == 2


def test_a_person_bears_out_what_a_machine_began(offer) -> None:
    told(offer, changes=RIGHT, is_suspect=True)
    assert not Proposal.objects.exists()
    told(offer, changes=RIGHT)
    report = Report.objects.get()
    assert (report.state, report.is_suspect) == ("converted", False)
    assert report.proposal == Proposal.objects.get()


def test_animators_are_told_once_and_not_of_machines(offer, cast) -> None:
    told(offer, is_suspect=True, reason="closed")
    assert not Notice.objects.filter(kind="report_to_review").exists()
    for network in (HERE, THERE):
        told(offer, reason="personal_data", text="Mon nom", network=network)
    notice = Notice.objects.get(kind="report_to_review")
    assert notice.recipient == cast.animator
    assert notice.params["is_urgent"]
    assert "Mon nom" not in str(notice.params)


def test_a_report_is_in_the_trail_without_a_word_of_it(offer) -> None:
    told(offer, text="Fermé à midi")
    [event] = AuditEvent.objects.filter(action="report.filed")
    assert event.actor is None
    assert event.data == {"reason": "hours", "fields": []}


def test_the_most_pressing_comes_first(offer) -> None:
    for reason in ("other", "hours", "personal_data", "waiting", "illegal"):
        told(offer, reason=reason, text=reason)
    order = list(Report.objects.all().to_read().values_list("reason", flat=True))
    assert order == ["personal_data", "illegal", "hours", "other", "waiting"]
    urgent = Report.objects.get(reason="illegal")
    assert (urgent.due_at - urgent.created_at).total_seconds() == 24 * 3600
