"""What would change, line by line, and taking all of it or a part."""

import csv
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from contributions.imports.refusals import neutral
from contributions.models import ImportRow, ImportRun, Proposal
from offers.models import OfferPage, Provenance, Structure
from offers.publishing import publish_one
from offers.twins import Twin
from tests.contributions.imports.page_making import (
    act,
    imported,
    offer,
    page,
    service,
    started,
    structure,
)
from tests.factories import make_offer

State, Action = ImportRun.State, ImportRow.Action


def ticks(run: ImportRun, *, without: list[int]) -> dict[str, Any]:
    """What a browser sends for a page that shows every line, but for those unticked."""
    rows = list(run.rows.exclude(action=Action.REFUSE).values_list("pk", flat=True))
    return {"shown": rows, "keep": [pk for pk in rows if pk not in without]}


def line(run: ImportRun, kind: str, number: int, action: str = Action.CREATE) -> ImportRow:
    return run.rows.get(kind=kind, number=number, action=action)


# What is shown


def test_a_change_shows_before_and_after(odile, directory) -> None:
    imported(odile, directory, service(1))
    run = started(odile, directory, service(1, frais="payant", frais_precisions="5 € la séance"))
    shown = BeautifulSoup(odile.get(page(run)).content, "html.parser")
    assert any("5 € la séance" in ins.text for ins in shown.select("ins"))
    assert shown.select_one(f'a[href="{offer().get_absolute_url()}"]')
    assert offer().fee == "gratuit"


def test_the_table_has_no_column_of_zeros(odile, directory) -> None:
    imported(odile, directory, service(1), service(2))
    run = started(odile, directory, service(1, frais="payant"), service(2), service(3))
    table = BeautifulSoup(odile.get(page(run)).content, "html.parser").table
    cells = [[cell.text for cell in row("th") + row("td")] for row in table("tr")]
    assert cells == [
        ["Fiches", "Nouvelles", "Mises à jour", "Inchangées"],
        ["Offres", "1", "1", "1"],
        ["Structures", "0", "0", "1"],
    ]


def test_what_both_changed_is_announced_then_asked(odile, directory, cast) -> None:
    imported(odile, directory, service(1))
    publish_one(offer=offer(), fields={"title": "Le vélo, réparé ici"}, author=cast.publisher)
    run = started(odile, directory, service(1, nom="Atelier vélo du mardi"))
    shown = odile.get(page(run), {"action": Action.CONFLICT}).content.decode()
    assert "Atelier" in shown
    assert not Proposal.objects.exists()
    act(odile, run, "accept")
    assert offer().title == "Le vélo, réparé ici"
    assert Proposal.objects.get().changes == {"title": "Atelier vélo du mardi"}


def test_a_refused_row_says_where_why_and_what_was_meant(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2, structure_id="s11"))
    shown = odile.get(page(run), {"action": Action.REFUSE}).content.decode()
    assert "structure_id" in shown
    assert "s11" in shown
    row = run.rows.get(action=Action.REFUSE)
    assert row.problems[0]["reason"] in BeautifulSoup(shown, "html.parser").text
    assert row.number == 2
    assert 'name="shown"' not in shown


def test_lines_are_filtered_by_kind_and_by_words(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2))
    assert len(odile.get(page(run), {"action": "create"}).context["lines"]) == 3
    asked = {"action": "create", "kind": "services", "q": "séance 2"}
    found = odile.get(page(run), asked).context["lines"]
    assert [one.row.external_id for one in found] == ["o2"]
    assert odile.get(page(run), {"action": "nothing", "page": "x"}).status_code == 200


def test_a_value_is_never_run_as_a_script(odile, directory) -> None:
    attack = "<script>alert(1)</script>"
    run = started(
        odile, directory, service(1, nom=f"Vélo {attack}"), service(2, structure_id=attack)
    )
    for action in (Action.CREATE, Action.REFUSE):
        assert "<script>alert" not in odile.get(page(run), {"action": action}).content.decode()


LINE_QUERIES = 13


@pytest.mark.parametrize("size", [2, 20])
def test_the_lines_cost_the_same_whatever_their_number(
    odile, directory, size, django_assert_num_queries
) -> None:
    imported(odile, directory, *(service(n) for n in range(1, size + 1)))
    changed = [service(n, frais_precisions=f"{n} €") for n in range(1, size + 1)]
    run = started(odile, directory, *changed)
    assert run.rows.filter(action=Action.UPDATE).count() == size
    odile.get(page(run))
    with django_assert_num_queries(LINE_QUERIES):
        odile.get(page(run))


# A part


def test_what_is_unticked_is_not_written(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2))
    left = line(run, "services", 2)
    assert act(odile, run, "lines", **ticks(run, without=[left.pk])).status_code == 302
    left.refresh_from_db()
    assert left.is_left_out
    assert act(odile, run, "accept").status_code == 302
    assert [p.external_id for p in Provenance.objects.all()] == ["o1"]


def test_ticks_are_kept_by_the_button_that_accepts(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2))
    act(odile, run, "accept", **ticks(run, without=[line(run, "services", 1).pk]))
    assert [p.external_id for p in Provenance.objects.all()] == ["o2"]


def test_a_tick_comes_back(odile, directory) -> None:
    run = started(odile, directory, service(1))
    left = line(run, "services", 1)
    act(odile, run, "lines", **ticks(run, without=[left.pk]))
    act(odile, run, "lines", **ticks(run, without=[]))
    assert not run.rows.filter(is_left_out=True).exists()


def test_the_services_of_a_structure_left_out_stay_out(odile, directory) -> None:
    run = started(
        odile, directory, service(1), service(2, structure_id="s2"),
        structures=[structure(1), structure(2, telephone="05 65 77 00 02", code_insee="12145",
                                            commune="Millau", code_postal="12100")],
    )  # fmt: skip
    left = line(run, "structures", 1)
    act(odile, run, "accept", **ticks(run, without=[left.pk]))
    run.refresh_from_db()
    assert run.state == State.DONE, run.problem
    assert [p.external_id for p in Provenance.objects.all()] == ["o2"]
    assert not Structure.objects.filter(name="Atelier du Causse 1").exists()


def test_a_whole_group_is_unticked_on_all_its_pages(odile, directory) -> None:
    run = started(odile, directory, *(service(n) for n in range(1, 31)))
    act(odile, run, "lines", action="create", act="none")
    assert run.rows.filter(is_left_out=True).count() == 31
    act(odile, run, "lines", action="create", act="all")
    assert not run.rows.filter(is_left_out=True).exists()


def test_the_two_lines_of_a_record_go_together(odile, directory, cast) -> None:
    imported(odile, directory, service(1))
    publish_one(offer=offer(), fields={"title": "Le vélo, réparé ici"}, author=cast.publisher)
    run = started(odile, directory, service(1, nom="Atelier du mardi", frais_precisions="5 €"))
    changed = line(run, "services", 1, Action.UPDATE)
    act(odile, run, "lines", shown=[changed.pk])
    assert line(run, "services", 1, Action.CONFLICT).is_left_out
    act(odile, run, "accept")
    assert not Proposal.objects.exists()
    assert offer().fee_detail == ""


def test_other_pages_and_other_imports_are_not_touched(odile, directory) -> None:
    other = started(odile, directory, service(1))
    run = started(odile, directory, service(1))
    act(odile, run, "lines", shown=[one.pk for one in other.rows.all()])
    assert not other.rows.filter(is_left_out=True).exists()
    assert act(odile, run, "lines", shown=["x", "1; drop", "²"]).status_code == 302


def test_ticks_lead_back_where_they_were_made(odile, directory) -> None:
    run = started(odile, directory, service(1))
    response = act(odile, run, "lines", action="create", kind="services", q="vélo", page="2")
    assert response.url == f"{page(run)}?action=create&kind=services&q=v%C3%A9lo&page=2#lines"


def test_a_tick_alone_is_answered_with_what_would_be_written(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2))
    url = reverse("contributions:import-lines", args=[run.uuid])
    sent = ticks(run, without=[line(run, "services", 2).pk])
    response = odile.post(url, sent, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert (response.context["to_write"], response.context["left_out"]) == (2, 1)


# Doubles


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch, cast: Any) -> OfferPage:
    """An offer that everything in the file looks like."""
    standing = make_offer(structure=cast.structure, title="Un vélo qui roule")
    twin = Twin("Un vélo qui roule", standing.public_id, 0.93)
    monkeypatch.setattr(
        "contributions.imports.new_services.offer_twins",
        lambda asked, **_known: [twin] * len(asked),
    )
    return standing


def test_a_double_shows_what_it_resembles_and_is_not_created(odile, directory, double) -> None:
    run = started(odile, directory, service(1))
    shown = BeautifulSoup(odile.get(page(run), {"action": "twin"}).content, "html.parser")
    link = shown.select_one(f'article a[href="{double.get_absolute_url()}"]')
    assert "93" in link.text
    act(odile, run, "accept")
    assert not Provenance.objects.exists()


def test_ticked_doubles_are_created_when_asked(odile, directory, double) -> None:
    run = started(odile, directory, service(1), service(2))
    left = line(run, "services", 2, Action.TWIN)
    act(odile, run, "accept", twins="on", **ticks(run, without=[left.pk]))
    assert [p.external_id for p in Provenance.objects.all()] == ["o1"]


# What is missing from a complete file


def test_a_tenth_missing_needs_a_confirmation(odile, directory) -> None:
    imported(odile, directory, service(1), service(2), service(3))
    run = started(odile, directory, service(1), complete="on")
    shown = odile.get(page(run), {"action": "archive"})
    assert {one.row.external_id for one in shown.context["lines"]} == {"o2", "o3"}
    assert 'name="confirm"' in shown.content.decode()
    response = act(odile, run, "accept")
    assert response.status_code == 422
    assert offer(2).live
    assert act(odile, run, "accept", confirm="on").status_code == 302
    assert (offer(1).live, offer(2).live, offer(3).live) == (True, False, False)


def test_a_missing_record_that_is_unticked_stays(odile, directory) -> None:
    imported(odile, directory, service(1), service(2), service(3))
    run = started(odile, directory, service(1), complete="on")
    left = run.rows.get(action=Action.ARCHIVE, external_id="o2")
    act(odile, run, "accept", confirm="on", **ticks(run, without=[left.pk]))
    assert (offer(2).live, offer(3).live) == (True, False)


def test_nothing_is_missing_unless_the_file_is_complete(odile, directory) -> None:
    imported(odile, directory, service(1), service(2))
    run = imported(odile, directory, service(1, frais_precisions="5 €"))
    assert not run.rows.filter(action=Action.ARCHIVE).exists()
    assert offer(2).live


# Refusals as a file


def test_refusals_come_as_a_harmless_spreadsheet(odile, directory) -> None:
    run = started(odile, directory, service(1), service(2, structure_id="=1+1"), service(3, nom=""))
    response = odile.get(reverse("contributions:import-refusals", args=[run.uuid]))
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["2", "3"]
    assert "'=1+1" in rows[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("cell", ["=A1", "+33", "-1", "@cmd", "\t=1", "\r=1"])
def test_a_cell_that_would_be_computed_is_neutralised(cell) -> None:
    assert neutral(cell) == f"'{cell}"
    assert neutral("Rodez") == "Rodez"
    assert neutral(12) == 12
