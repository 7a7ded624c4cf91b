from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers import normalise
from offers.normalise import Refused
from offers.publishing import empty_fields
from offers.schema import OFFER_FIELDS
from offers.validation import InvalidFields, apply_changes
from tests.factories import offer_fields

pytestmark = pytest.mark.django_db
# A missing or wrong value may be told beside the other field of the pair.
TWINS = {"longitude": "latitude"}


@pytest.fixture
def complete(places, words):
    return apply_changes({}, {**empty_fields(), **offer_fields()})


def refused(current, **changes):
    with pytest.raises(InvalidFields) as caught:
        apply_changes(current, changes)
    return caught.value.errors


def test_a_complete_offer_is_kept_normalised(complete):
    assert complete["engage_person"][0]["value"] == "+33536490012"
    assert complete["needs"] == ["mobilite--acceder-a-un-vehicule"]
    assert set(complete) == set(OFFER_FIELDS)


def test_normalising_again_changes_nothing(complete):
    assert apply_changes(complete, complete) == complete


@pytest.mark.parametrize(
    "name", ["owner", "live", "path", "slug", "structure", "go_live_at", "public_id", "nonsense"]
)
def test_a_field_nobody_may_propose_is_refused(complete, name):
    assert name in refused(complete, **{name: "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "ab"),
        ("title", "x" * 151),
        ("summary", "x" * 281),
        ("needs", []),
        ("needs", ["pas-un-besoin"]),
        ("needs", "texte"),
        ("audiences", ["tous-publics", "jeunes"]),
        ("audiences", ["martiens"]),
        ("fee", "troc"),
        ("fee_detail", ""),
        ("min_age", "vingt"),
        ("max_age", 200),
        ("contact_phone", "pas un numéro"),
        ("contact_email", "pas une adresse"),
        ("website", "javascript:alert(1)"),
        ("website", "https://user:secret@host.example/"),
        ("opening_hours", "tous les jours sauf quand on dort"),
        ("latitude", None),
        ("latitude", 48.85),
        ("longitude", "nan"),
        ("commune", "fr:commune:99999"),
        ("commune", None),
        ("coverage", []),
        ("coverage", ["fr:nulle-part:1"]),
        ("hours_per_week", 200),
        ("duration_weeks", 0),
        ("languages_spoken", ["français"]),
        ("documents", ["x" * 161]),
        ("engage_person", [{"mode": "pigeon", "value": "x"}]),
        ("engage_person", [{"mode": "phone", "value": ""}]),
        ("engage_person", [{"mode": "link", "value": "ftp://x.example"}]),
        ("engage_person", [{"mode": "come", "value": "", "uuid": "pas un uuid"}]),
        ("title", 42),
        ("what", ["liste"]),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence(complete, name, value):
    """The sentence is for a person: it ends as one, and stands beside its field or its twin."""
    errors = refused(complete, **{name: value})
    told = errors.get(name) or errors.get(TWINS.get(name, ""))
    assert told
    assert all(sentence.rstrip()[-1] in ".?!" or "PH off" in sentence for sentence in told)


def test_the_highest_age_is_not_below_the_lowest(complete):
    assert "max_age" in refused(complete, min_age=30, max_age=18)


def test_an_offer_nobody_can_reach_is_refused(complete):
    assert "engage_person" in refused(complete, engage_person=[], engage_worker=[])


def test_a_remote_offer_needs_no_commune(complete):
    remote = {"reception_modes": ["a-distance"], "commune": None, "latitude": None}
    assert apply_changes(complete, {**remote, "longitude": None})["commune"] is None


def test_phones_are_read_in_the_country_of_the_commune(complete):
    belgian = {
        "commune": "be:commune:62063",
        "latitude": 50.63,
        "longitude": 5.57,
        "coverage": ["be:province:LIE"],
        "contact_phone": "04 200 00 12",
    }
    assert apply_changes(complete, belgian)["contact_phone"] == "+3242000012"


@given(value=st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text()), st.floats()))
def test_no_value_makes_a_normaliser_fail_otherwise_than_by_refusing(value):
    readers = [
        normalise.line(longest=50),
        normalise.lines(longest=50),
        normalise.rich_text,
        normalise.whole_number(least=0, most=9),
        normalise.decimal_number(least=0, most=9),
        normalise.email,
        normalise.url,
        normalise.opening_hours,
        normalise.strings(most=3, longest=9),
        normalise.languages,
        lambda raw: normalise.phone(raw, region="FR"),
        lambda raw: normalise.contact_rows(raw, region="FR"),
    ]
    for read in readers:
        with suppress(Refused):
            read(value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("3919", "3919"), ("115", "115"), ("05 36 49 00 12", "+33536490012"), ("", "")],
)
def test_phones(typed, kept):
    assert normalise.phone(typed, region="FR") == kept


def test_two_rows_never_share_a_uuid():
    row = {"uuid": "11111111-1111-4111-8111-111111111111", "mode": "come", "value": "", "note": ""}
    first, second = normalise.contact_rows([row, row], region="FR")
    assert first == row
    assert second["uuid"] != row["uuid"]
