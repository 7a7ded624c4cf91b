"""An import beside another, or beside a person, on a real PostgreSQL: nothing lost, no deadlock.

SQLite lets one transaction write at a time and ignores row locks: these would prove nothing there.
"""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection

from contributions.imports.preparing import context_for, mapping_for, new_run
from contributions.imports.running import perform
from contributions.models import ImportRun
from offers import structures
from offers.integrity import broken_rules
from offers.models import OfferPage, PublicOffer, Source, Structure
from offers.models.structures import PageState
from offers.publishing import archive_offer, publish_one
from search.models import SearchDocument
from territories.models import Territory
from tests.at_once import SECONDS, Act, at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.imports.making import (
    files_of,
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)
from tests.factories import ensure_country

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

NEW_NAME = "Garage du viaduc"


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


def importing(folder: Path, rows: list[Any]) -> Act:
    """An import of the rows, ready to start."""
    folder.mkdir()
    files = files_of(folder, rows, [structure(n) for n in range(1, 60)])
    run = new_run(files=files, territory=Territory.objects.get(uid="fr"))
    context = context_for(run, mapping_for("data-inclusion", files), writes=True)

    def act() -> None:
        perform(context, files, complete=False, confirmed=False, say=lambda kind, done: None)

    return act


@pytest.mark.parametrize("is_known", [True, False], ids=["known source", "new source"])
def test_two_imports_of_one_source_at_once_make_each_page_once(
    tmp_path: Path, cast: Cast, is_known: bool
) -> None:
    country = ensure_country("fr")
    if is_known:
        Source.objects.create(key="essai", name="Essai", territory=country)
    rows = [service(n, structure_id=f"essai--s{1 + n % 59}") for n in range(1, 121)]
    at_once(*[importing(tmp_path / name, rows) for name in ("one", "two")])
    assert OfferPage.objects.filter(provenance__source__key="essai").count() == 120
    assert Structure.objects.filter(provenances__source__key="essai").count() == 59
    runs = list(ImportRun.objects.all())
    assert [run.state for run in runs] == [ImportRun.State.DONE] * 2
    counts = [run.counts["services"] for run in runs]
    assert sum(count["created"] for count in counts) == 120
    assert sum(count["unchanged"] for count in counts) == 120
    assert broken_rules() == []


def test_two_imports_that_change_the_same_pages_in_another_order(
    tmp_path: Path, cast: Cast
) -> None:
    numbers = range(1, 61)
    run_import(tmp_path, [service(n) for n in numbers])
    there = [service(n, nom=f"Aller au marché {n}") for n in numbers]
    back = [service(n, nom=f"Revenir du marché {n}") for n in reversed(numbers)]
    at_once(importing(tmp_path / "there", there), importing(tmp_path / "back", back))
    titles = {offer.title.partition(" ")[0] for offer in map(imported, numbers)}
    assert titles in ({"Aller"}, {"Revenir"})
    assert [imported(n).revisions.count() for n in numbers] == [3] * 60
    assert broken_rules() == []


class Pause:
    """Stops a thread just before it locks public rows, until what goes on meanwhile has ended."""

    def __init__(self) -> None:
        self.reached, self.may_go_on = Event(), Event()

    def __call__(self, execute: Act, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_lock = sql.endswith("FOR UPDATE") and 'FROM "offers_publicoffer"' in sql
        if is_lock and not self.reached.is_set():
            self.reached.set()
            assert self.may_go_on.wait(SECONDS), "what goes on meanwhile never ended"
        return execute(sql, params, many, context)


def in_the_middle_of(act: Act, *, meanwhile: Act) -> None:
    pause = Pause()

    def paused() -> None:
        with connection.execute_wrapper(pause):
            act()

    def other() -> None:
        assert pause.reached.wait(SECONDS), "no public row was ever locked"
        try:
            meanwhile()
        finally:
            pause.may_go_on.set()

    at_once(paused, other)


@pytest.fixture(params=["import", "person"])
def rename(request: pytest.FixtureRequest, tmp_path: Path, cast: Cast) -> Act:
    """The structure of an imported offer takes another name."""
    run_import(tmp_path, [service()])
    if request.param == "import":
        return lambda: run_import(tmp_path, [service()], [structure(nom=NEW_NAME)])
    return lambda: structures.publish_structure(
        structure=imported_structure(), fields={"name": NEW_NAME}, author=cast.outsider
    )


def test_an_offer_archived_while_its_structure_is_renamed_stays_off_the_site(
    cast: Cast, rename: Act
) -> None:
    offer = imported()
    in_the_middle_of(rename, meanwhile=lambda: archive_offer(offer=offer, actor=cast.animator))
    assert imported_structure().name == NEW_NAME
    row = PublicOffer.objects.get(pk=offer.pk)
    assert (imported().live, row.state) == (False, PageState.ARCHIVED)
    assert not SearchDocument.objects.filter(offer=offer.pk).exists()
    assert broken_rules() == []


def edit(by: Cast) -> Act:
    return lambda: publish_one(
        offer=imported(), fields={"title": "Corrigé par une personne"}, author=by.member
    )


def test_an_offer_edited_while_its_structure_is_renamed_says_both(cast: Cast, rename: Act) -> None:
    in_the_middle_of(rename, meanwhile=edit(cast))
    offer = imported()
    assert offer.title == offer.public.title == "Corrigé par une personne"
    assert offer.public.data["structure"]["name"] == NEW_NAME
    assert offer.public.version == 3
    assert broken_rules() == []


def test_a_structure_renamed_while_its_offer_is_edited_says_both(cast: Cast, rename: Act) -> None:
    in_the_middle_of(edit(cast), meanwhile=rename)
    require_both()


def require_both() -> None:
    offer = imported()
    assert offer.title == offer.public.title == "Corrigé par une personne"
    assert offer.public.data["structure"]["name"] == NEW_NAME
    assert offer.public.version == 3
    assert broken_rules() == []


def test_a_structure_renamed_while_an_import_changes_its_offer_says_both(
    tmp_path: Path, cast: Cast
) -> None:
    run_import(tmp_path, [service()])
    in_the_middle_of(
        lambda: run_import(tmp_path, [service(nom="Louer un vélo")]),
        meanwhile=lambda: structures.publish_structure(
            structure=imported_structure(), fields={"name": NEW_NAME}, author=cast.outsider
        ),
    )
    offer = imported()
    assert offer.public.title == "Louer un vélo"
    assert offer.public.data["structure"]["name"] == NEW_NAME
