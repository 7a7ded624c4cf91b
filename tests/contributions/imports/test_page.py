"""The import page from the upload to the last word, over HTTP."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contributions.imports.uploads import folder_of
from contributions.models import ImportRow, ImportRun
from journal.models import AuditEvent
from offers.models import OfferPage, Provenance, Source, Structure
from tests.contributions.imports.page_making import (
    RHONE,
    act,
    administrator_of,
    imported,
    jsonl,
    make_source,
    page,
    service,
    started,
    stored,
    structure,
    upload,
    workbook,
)

State, Action = ImportRun.State, ImportRow.Action
LIST, NEW = "contributions:imports", "contributions:import-new"


# The whole way


def test_a_directory_comes_in_and_its_files_are_forgotten(odile, directory, var) -> None:
    run = started(odile, directory, service(1), service(2))
    assert run.state == State.READY
    assert not Provenance.objects.exists()
    assert [path.stat().st_mode & 0o777 for path in stored(var)] == [0o600, 0o600]
    shown = odile.get(page(run)).content.decode()
    assert "Réparer son vélo, séance 2" in shown

    response = act(odile, run, "accept")
    assert response.url == page(run)
    run.refresh_from_db()
    assert run.state == State.DONE
    assert run.counts["services"]["created"] == 2
    assert sorted(OfferPage.objects.live().values_list("title", flat=True)) == [
        "Réparer son vélo, séance 1",
        "Réparer son vélo, séance 2",
    ]
    assert Structure.objects.filter(name="Atelier du Causse 1").count() == 1
    assert stored(var) == []
    actions = AuditEvent.objects.filter(action__startswith="import.")
    assert sorted(actions.values_list("action", flat=True)) == ["import.accepted", "import.started"]
    assert odile.get(page(run)).status_code == 200


def test_one_workbook_serves_both_and_names_a_new_source(odile, places, words, var) -> None:
    make_source(key="autre")
    sheet = workbook([structure()], [service(1)])
    territory = Source.objects.get().territory
    response = upload(
        odile, None, services=sheet, name="Mobilité Aveyron", licence="Licence Ouverte 2.0",
        territory=territory.pk, complete="on",
    )  # fmt: skip
    assert response.status_code == 302
    run = ImportRun.objects.get()
    assert run.state == State.READY, run.problem
    assert (run.source.key, run.source.territory) == ("mobilite-aveyron", territory)
    act(odile, run, "accept")
    assert OfferPage.objects.live().get().structure.name == "Atelier du Causse 1"


def test_a_new_source_takes_the_code_that_its_file_bears(odile, places, words) -> None:
    territory = make_source(key="autre").territory
    upload(
        odile, None, services=jsonl(service(1, source="dora")), name="DORA",
        structures=jsonl(structure(source="dora")), territory=territory.pk,
    )  # fmt: skip
    assert ImportRun.objects.get().source.key == "dora"


def test_an_unchanged_file_has_no_line(odile, directory) -> None:
    imported(odile, directory, service(1))
    run = started(odile, directory, service(1))
    assert run.counts["services"]["unchanged"] == 1
    assert not run.rows.exists()
    assert odile.get(page(run)).status_code == 200


# Who


@pytest.mark.parametrize(
    "name", ["accept", "cancel", "resume", "undo", "columns", "lines", "progress", "refusals"]
)
def test_a_visitor_is_sent_to_login(odile, client, directory, name) -> None:
    run = started(odile, directory, service(1))
    odile.logout()
    url = reverse(f"contributions:import-{name}", args=[run.uuid])
    assert "/compte/login/" in client.get(url).url
    assert "/compte/login/" in act(client, run, name).url
    run.refresh_from_db()
    assert run.state == State.READY


def test_a_visitor_is_sent_to_login_from_the_list(client, directory) -> None:
    for name in (LIST, NEW):
        assert "/compte/login/" in client.get(reverse(name)).url


def test_whoever_administers_nothing_is_told_so(client, cast, directory, var) -> None:
    client.force_login(cast.animator)
    for name in (LIST, NEW):
        response = client.get(reverse(name))
        assert response.status_code == 403
        assert "administrat" in response.content.decode()
    assert upload(client, directory, services=jsonl(service(1))).status_code == 403
    assert stored(var) == []


def test_another_territory_finds_nothing(odile, client, cast, directory) -> None:
    run = started(odile, directory, service(1))
    client.force_login(administrator_of(RHONE, "rene@example.org"))
    assert client.get(page(run)).status_code == 404
    for name in ("accept", "cancel", "resume", "undo", "columns", "lines"):
        assert act(client, run, name).status_code == 404
    for name in ("progress", "refusals", "columns", "undo"):
        url = reverse(f"contributions:import-{name}", args=[run.uuid])
        assert client.get(url).status_code == 404
    assert str(run.uuid) not in client.get(reverse(LIST)).content.decode()
    run.refresh_from_db()
    assert run.state == State.READY


def test_a_source_of_another_territory_cannot_be_chosen(odile, places, words, var) -> None:
    foreign = make_source(RHONE, "annuaire-69")
    response = upload(odile, foreign, services=jsonl(service(1)))
    assert response.status_code == 422
    response = upload(
        odile, None, services=jsonl(service(1)), name="X", territory=foreign.territory.pk
    )
    assert response.status_code == 422
    assert stored(var) == []
    assert not ImportRun.objects.exists()


def test_a_global_administrator_imports_everywhere(client, cast, directory, var) -> None:
    client.force_login(cast.administrator)
    run = imported(client, directory, service(1))
    assert run.started_by == cast.administrator
    assert str(run.uuid) in client.get(reverse(LIST)).content.decode()


def test_my_page_leads_there(odile, client, cast) -> None:
    url = reverse(LIST)
    assert url in odile.get(reverse("home:me")).content.decode()
    client.force_login(cast.animator)
    assert url not in client.get(reverse("home:me")).content.decode()


# Wrong methods, and who may keep the page


def test_reading_changes_nothing(odile, directory) -> None:
    run = started(odile, directory, service(1))
    for name in ("accept", "cancel", "resume", "lines"):
        url = reverse(f"contributions:import-{name}", args=[run.uuid])
        assert odile.get(url).status_code == 405
    for name in ("progress", "refusals"):
        assert act(odile, run, name).status_code == 405
    assert odile.post(page(run)).status_code == 405
    assert odile.post(reverse(LIST)).status_code == 405


def test_the_pages_are_kept_out_of_search_engines_and_caches(odile, directory) -> None:
    run = started(odile, directory, service(1))
    urls = [page(run), reverse(LIST), reverse(NEW)]
    urls.append(reverse("contributions:import-columns", args=[run.uuid]))
    for url in urls:
        response = odile.get(url)
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert "no-store" in response["Cache-Control"]


# Bad input


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 not a workbook",
        b"\xd0\xcf\x11\xe0 old",
        b"\x1f\x8b zipped",
        bytes(range(32)) * 200,
        b"[",
        b"un texte sans colonnes",
        b"id;nom\n",
        b'["un", "deux"]',
        b'{"id": \n{"id"',
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(odile, directory, var, content) -> None:
    response = upload(odile, directory, services=SimpleUploadedFile("offres.json", content))
    assert response.status_code == 422
    assert 'class="field__error"' in response.content.decode()
    assert not ImportRun.objects.exists()
    assert stored(var) == []


def test_a_bad_file_of_structures_is_refused_too(odile, directory, var) -> None:
    bad = SimpleUploadedFile("s.csv", b"%PDF-1.7")
    response = upload(odile, directory, services=jsonl(service(1)), structures=bad)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"structures"}
    assert stored(var) == []


def test_a_file_too_large_is_refused(odile, directory, var, settings) -> None:
    settings.IMPORT_MAX_MB = 1
    heavy = jsonl(service(1, description="é" * 600_000))
    response = upload(odile, directory, services=heavy)
    assert response.status_code == 422
    assert "2" in response.context["form"].errors["services"][0]
    assert stored(var) == []


def test_a_form_with_nothing_in_it_says_what_lacks(odile, directory) -> None:
    response = odile.post(reverse(NEW), {})
    assert response.status_code == 422
    assert {"services", "name", "territory"} <= response.context["form"].errors.keys()


def test_rows_of_another_source_are_refused_at_the_upload(odile, directory, var) -> None:
    response = upload(odile, directory, services=jsonl(service(1, source="dora")))
    assert response.status_code == 422
    assert "dora" in response.content.decode()
    assert stored(var) == []


def test_a_file_of_several_sources_makes_no_source(odile, places, words, var) -> None:
    territory = make_source().territory
    both = jsonl(service(1, source="dora"), service(2, source="soliguide"))
    response = upload(odile, None, services=both, name="Tout", territory=territory.pk)
    assert response.status_code == 422
    assert Source.objects.count() == 1
    assert stored(var) == []


def test_a_source_that_exists_is_not_made_again(odile, directory, var) -> None:
    response = upload(
        odile, None, services=jsonl(service(1)), name="Annuaire 12",
        territory=directory.territory.pk,
    )  # fmt: skip
    assert response.status_code == 422
    assert Source.objects.count() == 1


def test_the_same_form_still_on_its_way_is_answered_so(odile, directory, var) -> None:
    """The first click is being read: its files are there, its import not yet."""
    uuid = uuid4()
    folder_of(uuid).mkdir(parents=True)
    response = upload(odile, directory, run=str(uuid), services=jsonl(service(1)))
    assert response.status_code == 409
    assert not ImportRun.objects.exists()
    assert folder_of(uuid).exists()


def test_the_same_form_twice_is_one_import(odile, directory) -> None:
    run = started(odile, directory, service(1))
    again = upload(odile, directory, run=str(run.uuid), services=jsonl(service(2)))
    assert again.url == page(run)
    assert ImportRun.objects.count() == 1
    assert run.rows.count() == 2


def test_the_form_of_somebody_else_is_not_answered(odile, client, directory) -> None:
    run = started(odile, directory, service(1))
    client.force_login(administrator_of(RHONE, "rene@example.org"))
    mine = make_source(RHONE, "annuaire-69")
    response = upload(client, mine, run=str(run.uuid), services=jsonl(service(2)))
    assert response.status_code == 403
    assert ImportRun.objects.count() == 1


# The list


LIST_QUERIES = 9


@pytest.mark.parametrize("size", [1, 15])
def test_the_list_costs_the_same_whatever_its_length(
    odile, directory, size, django_assert_num_queries
) -> None:
    for _number in range(size):
        started(odile, directory, service(1))
    odile.get(reverse(LIST))
    with django_assert_num_queries(LIST_QUERIES):
        odile.get(reverse(LIST))
