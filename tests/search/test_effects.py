"""What a proposed expression would change in the search, before anybody accepts it."""

import json
from pathlib import Path

import pytest

from contributions.effects import effect_of, has_effect, register_measure
from offers.models import Expression, Need
from search import effects
from tests.contributions.making import ask, propose
from tests.factories import CAR

SHOES = "zorglubine"


@pytest.fixture
def sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sentences that only a new word makes clear, one of them about something else."""
    rows = [
        {"text": f"je cherche une {SHOES}", "gold": [CAR]},
        {"text": f"ma {SHOES} est cassée", "gold": ["logement-hebergement--etre-accompagne"]},
        {"text": "bonjour", "gold": [], "out_of_scope": True},
    ]
    path = tmp_path / "sentences.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    monkeypatch.setattr(effects, "GOLD", path)
    return path


def say(author, text: str = SHOES):
    changes = {"text": text, "need": CAR}
    return ask(author=author, target_kind="expression", action="create", changes=changes)


@pytest.mark.long
def test_a_new_expression_says_what_it_changes(lexicon, cast, sentences) -> None:
    effect = effect_of(say(cast.outsider, f"je cherche une {SHOES}"))
    assert effect.total == 3
    assert effect.better == 1
    assert effect.examples[-1].after == CAR
    assert effect.examples[-1].is_better
    assert not Expression.objects.filter(text__contains=SHOES).exists()


@pytest.mark.long
def test_it_is_measured_once_until_something_changes(
    lexicon, cast, sentences, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = say(cast.outsider)
    first = effect_of(proposal)
    measured = []
    monkeypatch.setattr(effects, "_measured", lambda *said: measured.append(said) or first)
    assert effect_of(proposal) == first
    assert not measured
    Expression.objects.create(
        need=Need.objects.get(code=CAR), text="une autre façon de le dire", status="accepted"
    )
    effect_of(proposal)
    assert len(measured) == 1


@pytest.mark.long
def test_an_expression_out_of_use_says_what_is_lost(lexicon, cast, sentences) -> None:
    needed = Expression(need=Need.objects.get(code=CAR), text=f"je cherche une {SHOES}")
    needed.status = Expression.Status.ACCEPTED
    needed.save()
    leaving = ask(
        author=cast.outsider,
        target_kind="expression",
        target=needed,
        action="archive",
        changes={},
    )
    assert effect_of(leaving).worse == 1


def test_other_proposals_have_no_effect_to_tell(offer, cast) -> None:
    assert effect_of(propose(offer, cast.outsider)) is None


ASK = "?effect=1#effect"


@pytest.mark.long
def test_the_animator_asks_for_it(lexicon, cast, sentences, client) -> None:
    proposal = say(cast.outsider, f"je cherche une {SHOES}")
    assert has_effect(proposal)
    client.force_login(cast.administrator)
    page = client.get(f"/moderation/{proposal.uuid}/").content.decode()
    assert ASK in page
    page = client.get(f"/moderation/{proposal.uuid}/?effect=1").content.decode()
    assert ASK not in page
    assert f"je cherche une {SHOES}" in page


def test_one_measure_is_registered() -> None:
    register_measure(effects.effect_of_expression)
    with pytest.raises(ValueError, match="already"):
        register_measure(lambda key, fields: None)
