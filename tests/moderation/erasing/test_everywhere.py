"""S11: text that was taken away is nowhere: no table, index, cache, session or file of the site."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from moderation.erasing.memory import forget
from moderation.erasing.redacting import ask_redaction, confirm_redaction
from moderation.erasing.services import hide_text, show_again
from moderation.erasing.stores import left_alone, stores, unhandled, unknown
from moderation.erasing.subjects import the_site
from moderation.models import HiddenPlace, Hiding, Redaction
from search.indexing import rebuild_index
from tests.moderation.erasing.everywhere import (
    CANARY,
    files_holding,
    memory_holding,
    plant,
    sealed_holding,
    tables_holding,
)
from tests.moderation.erasing.making import age, make_overseer
from tests.moderation.matrix.world import World

pytestmark = pytest.mark.django_db


def hide_canary(world: World) -> Hiding:
    return hide_text(
        subject=the_site(),
        passages=CANARY,
        reason=Hiding.Reason.ON_REQUEST,
        by=world.cast.administrator,
    )


def test_every_column_of_every_table_is_handled() -> None:
    """Say in moderation/erasing/declared what becomes of the text of a new column."""
    assert unhandled() == []


def test_nothing_is_declared_that_does_not_exist() -> None:
    only_on_sqlite = {"wagtailsearch.SQLiteFTSIndexEntry"}
    assert set(unknown()) <= only_on_sqlite


def test_a_table_left_alone_says_why() -> None:
    assert all(len(reason) > 20 for reason in left_alone().values())
    assert not set(left_alone()) & {store.label for store in stores()}


def test_hidden_text_is_nowhere_and_comes_back_everywhere(world) -> None:
    planted = plant()
    rebuild_index()
    assert len({table for table, _row, _column in planted}) > 35
    hiding = hide_canary(world)
    forget()
    assert tables_holding(CANARY) == set()
    assert sealed_holding(CANARY) == set()
    done = show_again(hiding=hiding, by=world.cast.administrator)
    thrown_away = {"wagtailadmin.FormState", "wagtailredirects.Redirect"}
    # What stands on the site was planted as no form would let it in: test_hide puts that back.
    live = {
        "offers.PublicOffer",
        "offers.OfferPage",
        "offers.Structure",
        "offers.NeedPage",
        "offers.Expression",
        "wagtailcore.Page",
    }
    lost = [
        f"{table}.{column}"
        for (table, row, column), value in planted.items()
        if table not in thrown_away | live
        and QuerySet(_model(table)).filter(pk=row).values_list(column, flat=True).get() != value
        and not (table == "contributions.Draft" and column == "base")
    ]
    assert lost == []
    assert {place.table for place in done.left} <= {"live.offer", "live.structure"}


def _model(table: str):
    return next(store.model for store in stores() if store.label == table)


def test_erased_text_is_nowhere_for_ever(world) -> None:
    plant()
    rebuild_index()
    sent = Path(settings.VAR_DIR) / "imports" / "envoi.csv"
    sent.parent.mkdir(parents=True, exist_ok=True)
    sent.write_text(f"nom;téléphone\nMme {CANARY};06\n", encoding="utf-8")
    try:
        hiding = hide_canary(world)
        redaction = ask_redaction(
            hiding=hiding,
            by=world.cast.administrator,
            basis=Redaction.Basis.ERASURE,
            note=f"Mme {CANARY} demande l'effacement.",
        )
        age(hiding, days=8)
        confirm_redaction(redaction=redaction, by=make_overseer())
        forget()
        assert tables_holding(CANARY) == set()
        assert sealed_holding(CANARY) == set()
        assert memory_holding(CANARY) == set()
        assert files_holding(CANARY) == set()
        assert "texte retiré" in sent.read_text(encoding="utf-8")
    finally:
        sent.unlink()
    hiding.refresh_from_db()
    assert (hiding.state, hiding.passages) == (Hiding.State.ERASED, "")
    assert not HiddenPlace.objects.exclude(taken="", left="").exists()
    assert hiding.ended_at - hiding.hidden_at > timedelta(days=7)
    assert hiding.ended_at <= timezone.now()


def test_the_search_of_the_test_sees_what_it_must(world) -> None:
    """Or it would prove nothing."""
    plant()
    rebuild_index()
    found = tables_holding(CANARY)
    assert {"offers_publicoffer", "wagtailcore_revision", "contributions_post"} <= found
    assert sealed_holding(CANARY) == {"drafts"}
    if connection.vendor == "sqlite":
        assert "search_fts_data" in found
