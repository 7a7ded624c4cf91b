"""An acceptance beside whatever else writes the page, on a real PostgreSQL (C6, C10, C12)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from contributions.models import Proposal
from contributions.previews import preview
from journal import outbox
from journal.models import Outbox
from moderation.models import Decision
from notifications.models import Notice
from offers.models import OfferPage
from offers.models.structures import PageState
from offers.moving import move_territory
from offers.publishing import archive_offer, publish_one
from territories.models import Territory
from tests.at_once import Act, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.imports.making import imported, run_import, service
from tests.contributions.invariants import check_invariants, check_proposals
from tests.contributions.making import propose
from tests.contributions.test_concurrency import accepting, done, together
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
State = Proposal.State
# Accepts, then dies before anything is sent: nobody drains in that process.
KILLED = """
import os, signal, django
django.setup()
from accounts.models import User
from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
proposal = Proposal.objects.get(uuid=os.environ["PROPOSAL"])
seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
moderator = User.objects.get(pk=os.environ["MODERATOR"])
accept_proposal(proposal=proposal, moderator=moderator, seen=seen)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def now(offer: OfferPage) -> OfferPage:
    live: OfferPage = OfferPage.objects.select_related("public").get(pk=offer.pk)
    return live


def test_beside_an_import_of_another_field_both_are_live(tmp_path: Path, cast: Cast) -> None:
    run_import(tmp_path, [service()])
    offer = imported()
    proposal = propose(offer, cast.outsider, accessibility="De plain-pied.")
    changed = [service(nom="Une voiture pour aller travailler")]
    together(accepting(proposal, cast.animator), lambda: run_import(tmp_path, changed))
    live = now(offer)
    assert (live.title, live.accessibility) == (
        "Une voiture pour aller travailler",
        "De plain-pied.",
    )
    assert live.public.title == live.title
    check_proposals()


def test_beside_an_import_of_the_same_field_nothing_is_lost(tmp_path: Path, cast: Cast) -> None:
    run_import(tmp_path, [service()])
    offer = imported()
    proposal = propose(offer, cast.outsider, title="Louer une voiture à la semaine")
    changed = [service(nom="Une voiture pour aller travailler")]
    together(accepting(proposal, cast.animator), lambda: run_import(tmp_path, changed))
    said = {now(offer).title, *_titles_asked()}
    assert {"Louer une voiture à la semaine", "Une voiture pour aller travailler"} <= said
    check_proposals()


def _titles_asked() -> set[str]:
    """What still waits to be read about the title."""
    waiting = Proposal.objects.open().values_list("changes", flat=True)
    return {changes["title"] for changes in waiting if "title" in changes}


def test_beside_a_move_the_page_has_both(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    there = Territory.objects.get(uid="fr:department:69")
    together(
        accepting(proposal, cast.administrator),
        lambda: move_territory(target=offer, territory=there, author=cast.administrator),
    )
    live = now(offer)
    assert (live.title, live.home_territory_id) == ("Voitures à louer", there.pk)
    check_invariants()


def test_beside_an_archive_the_page_stays_off_the_site(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    together(
        accepting(proposal, cast.animator),
        lambda: archive_offer(offer=offer, actor=cast.administrator),
    )
    live = now(offer)
    assert not live.live
    assert live.public.state == PageState.ARCHIVED
    check_invariants()


def test_beside_the_edit_of_its_owner_both_are_live(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")

    def edit() -> None:
        publish_one(offer=offer, fields={"fee_detail": "9 € par jour"}, author=cast.publisher)

    together(accepting(proposal, cast.animator), edit)
    live = now(offer)
    assert (live.title, live.fee_detail) == ("Voitures à louer", "9 € par jour")
    check_invariants()


def test_a_double_click_is_told_once(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    click = accepting(proposal, cast.animator)
    assert done(together(click, click)) == 1
    later = timezone.now() + timedelta(minutes=1)
    outbox.drain(at=later)
    told = [message for message in mail.outbox if cast.outsider.email in message.to]
    assert len(told) == 1
    check_invariants()


def test_killed_between_the_publication_and_the_notice_it_is_told_once(
    cast: Cast, offer: OfferPage
) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    environment = {"PROPOSAL": str(proposal.uuid), "MODERATOR": str(cast.animator.pk)}
    _run_killed(environment)
    assert now(offer).title == "Voitures à louer"
    assert Decision.objects.get().proposal_id == proposal.pk
    notice = Notice.objects.get(kind="proposal_accepted")
    assert notice.mailed_at is None
    later = timezone.now() + timedelta(minutes=1)
    for _again in range(2):
        outbox.drain(at=later)
    assert [cast.outsider.email] in [message.to for message in mail.outbox]
    assert len([one for one in mail.outbox if one.to == [cast.outsider.email]]) == 1
    assert not Outbox.objects.waiting().filter(topic="notice").exists()
    check_invariants()


def _run_killed(environment: dict[str, str]) -> None:
    settings: dict[str, Any] = connection.settings_dict
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def test_a_proposal_whose_revision_was_purged_still_merges(cast: Cast, offer: OfferPage) -> None:
    """Trap T4: what was proposed on is a snapshot, not one of Wagtail's revisions."""
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    first = now(offer).live_revision_id
    publish_one(offer=offer, fields={"fee_detail": "9 € par jour"}, author=cast.publisher)
    call_command("purge_revisions", verbosity=0)
    assert not offer.revisions.filter(pk=first).exists()
    assert not preview(proposal).conflicts
    act: Act = accepting(proposal, cast.animator)
    act()
    live = now(offer)
    assert (live.title, live.fee_detail) == ("Voitures à louer", "9 € par jour")
