"""A complete file takes off the site what it no longer holds; any other file takes nothing off."""

import pytest

from contributions.imports.archiving import TooManyMissing
from offers.models import OfferPage, Structure
from offers.models.structures import PageState
from search.models import SearchDocument
from tests.contributions.imports.making import imported, run_import, service, structure

pytestmark = pytest.mark.usefixtures("words")

MANY = [service(n) for n in range(1, 31)]


def test_a_file_that_does_not_say_it_is_complete_archives_nothing(tmp_path):
    run_import(tmp_path, MANY)
    context = run_import(tmp_path, MANY[:5])
    assert context.report.services.archived == 0
    assert OfferPage.objects.filter(live=True).count() == 30


def test_what_is_missing_is_archived_never_deleted(tmp_path):
    run_import(tmp_path, MANY)
    context = run_import(tmp_path, MANY[:28], complete=True)
    assert context.report.services.archived == 2
    gone = imported(30)
    assert not gone.live
    assert gone.public.state == PageState.ARCHIVED
    assert gone.provenance.gone_at == context.now
    assert not SearchDocument.objects.filter(offer=gone.pk).exists()
    assert OfferPage.objects.count() == 30


def test_above_a_tenth_of_the_source_a_word_is_needed(tmp_path):
    run_import(tmp_path, MANY)
    with pytest.raises(TooManyMissing) as missing:
        run_import(tmp_path, MANY[:26], complete=True)
    assert (missing.value.missing, missing.value.held) == (4, 30)
    assert OfferPage.objects.filter(live=True).count() == 30
    context = run_import(tmp_path, MANY[:26], complete=True, confirmed=True)
    assert context.report.services.archived == 4


def test_what_comes_back_is_restored_at_its_address(tmp_path):
    run_import(tmp_path, MANY)
    before = imported(30)
    run_import(tmp_path, MANY[:29], complete=True)
    context = run_import(tmp_path, MANY)
    after = imported(30)
    assert after.live
    assert (after.pk, after.public_id) == (before.pk, before.public_id)
    assert after.public.state == PageState.LIVE
    assert after.public.need_rows.count() == 1
    assert after.provenance.gone_at is None
    assert SearchDocument.objects.filter(offer=after.pk).exists()
    assert context.report.services.updated == 1


def test_a_refused_row_is_in_the_file_all_the_same(tmp_path):
    run_import(tmp_path, MANY)
    rows = [*MANY[:29], service(30, type="inconnu")]
    context = run_import(tmp_path, rows, complete=True)
    assert context.report.services.refused == 1
    assert context.report.services.archived == 0
    assert imported(30).live


def test_a_structure_left_empty_goes_too_and_comes_back(tmp_path):
    both = [structure(1), structure(2)]
    rows = [*MANY, service(31, structure_id="essai--s2")]
    run_import(tmp_path, rows, both)
    with pytest.raises(TooManyMissing):
        run_import(tmp_path, MANY, [structure(1)], complete=True)
    context = run_import(tmp_path, MANY, [structure(1)], complete=True, confirmed=True)
    left = Structure.objects.get(provenances__external_id="essai--s2")
    assert left.state == PageState.ARCHIVED
    assert context.report.structures.archived == 1
    run_import(tmp_path, rows, both)
    left.refresh_from_db()
    assert left.state == PageState.LIVE
    assert imported(31).live


def test_another_source_is_left_alone(tmp_path):
    run_import(tmp_path, [service(1), service(2)])
    other = [service(n, source="autre", structure_id="essai--s1") for n in (51, 52)]
    run_import(tmp_path, other, [structure(source="autre")], complete=True)
    assert imported(1).live
    assert imported(2).live
