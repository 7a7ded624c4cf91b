"""Laws of the merge of a record, for any content: nothing of people is lost, no half address."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contributions.imports.merging import PLACE, Merged, differences, merge_record
from offers.validation import InvalidFields

KINDS = {
    "title": "scalar",
    "fee": "scalar",
    "audiences": "set",
    "ways": "rows",
    "what": "rich_text",
    **dict.fromkeys(PLACE, "scalar"),
}
SCALARS = ("title", "fee")

_WORDS = ("a", "b", "c")
_CHOICES = [list(chosen) for size in range(4) for chosen in combinations(_WORDS, size)]
_WAYS = [
    [{"uuid": key, "value": value} for key, value in zip(chosen, values, strict=True)]
    for chosen in _CHOICES
    for values in product((0, 1), repeat=len(chosen))
]
# Drawn whole from short lists: many contents a second, each side often the same as another.
_sides = st.fixed_dictionaries(
    {
        "title": st.sampled_from(_WORDS),
        "fee": st.sampled_from(["", "gratuit", "payant"]),
        "audiences": st.sampled_from(_CHOICES),
        "ways": st.sampled_from(_WAYS),
        "what": st.sampled_from(["".join(f"<p>{word}</p>" for word in one) for one in _CHOICES]),
        **{name: st.sampled_from(["", name, "elsewhere"]) for name in PLACE},
    }
)
_names = st.sampled_from(sorted(KINDS))


def let_through(now: Any, changes: Any) -> Any:
    return {**now, **changes}


def refusing(*refused: str) -> Any:
    """A check that some fields never pass."""

    def check(now: Any, changes: Any) -> Any:
        if wrong := [name for name in refused if name in changes]:
            raise InvalidFields({name: ["Not with what stands here."] for name in wrong})
        return {**now, **changes}

    return check


def merge(base: Any, said: Any, live: Any, check: Any = let_through) -> Merged:
    return merge_record(base=base, said=said, live=live, kinds=KINDS, check=check)


def place(fields: Any) -> list[Any]:
    return [fields[name] for name in PLACE]


@given(_sides, _sides)
def test_a_source_that_says_nothing_new_changes_nothing(base: Any, live: Any) -> None:
    merged = merge(base, base, live)
    assert (merged.fields, merged.asked, merged.is_change) == (live, {}, False)


@given(_sides, _sides)
def test_where_people_changed_nothing_the_source_is_followed(base: Any, said: Any) -> None:
    merged = merge(base, said, base)
    assert (merged.fields, merged.asked, merged.differs) == (said, {}, {})
    assert merged.is_change == (said != base)


@given(_sides, _sides)
def test_what_the_source_and_people_agree_on_is_nothing_to_ask(base: Any, said: Any) -> None:
    merged = merge(base, said, said)
    assert (merged.fields, merged.asked, merged.differs) == (said, {}, {})
    assert not merged.is_change


@given(_sides, _sides, _sides, _names)
def test_a_field_that_only_people_changed_stays(base: Any, said: Any, live: Any, name: str) -> None:
    group = PLACE if name in PLACE else (name,)
    said = {**said, **{one: base[one] for one in group}}
    merged = merge(base, said, live)
    assert [merged.fields[one] for one in group] == [live[one] for one in group]
    assert not merged.asked.keys() & set(group)


@given(_sides, _sides, _sides)
def test_a_field_that_both_changed_stays_and_is_asked(base: Any, said: Any, live: Any) -> None:
    merged = merge(base, said, live)
    for name in SCALARS:
        if said[name] not in (base[name], live[name]) and live[name] != base[name]:
            assert merged.fields[name] == live[name]
            assert merged.asked[name] == said[name]


@given(_sides, _sides, _sides)
def test_members_that_people_put_in_or_took_out_stay_so(base: Any, said: Any, live: Any) -> None:
    merged = merge(base, said, live)
    before, here, now = (set(side["audiences"]) for side in (base, live, merged.fields))
    assert here - before <= now
    assert not (before - here) & now


@given(_sides, _sides, _sides)
def test_an_address_is_that_of_people_or_that_of_the_source(
    base: Any, said: Any, live: Any
) -> None:
    merged = merge(base, said, live)
    assert place(merged.fields) in (place(live), place(said))
    if place(base) not in (place(said), place(live)) and place(said) != place(live):
        assert place(merged.fields) == place(live)
        for name in PLACE:
            if said[name] != live[name]:
                assert merged.asked[name] == said[name]


@given(_sides, _sides, _sides)
def test_what_is_asked_is_other_than_what_stands(base: Any, said: Any, live: Any) -> None:
    merged = merge(base, said, live)
    assert all(merged.fields[name] != value for name, value in merged.asked.items())
    assert merged.differs == {n: said[n] for n in KINDS if said[n] != merged.fields[n]}
    assert merged.is_change == bool(differences(live, merged.fields))


@given(_sides, _sides, _sides)
def test_the_same_record_again_changes_nothing_and_asks_nothing(
    base: Any, said: Any, live: Any
) -> None:
    once = merge(base, said, live)
    again = merge(said, said, once.fields)
    assert (again.fields, again.asked, again.is_change) == (once.fields, {}, False)
    assert again.differs == once.differs


@given(_sides, _sides, _sides, st.data())
def test_what_the_page_cannot_say_is_put_back_and_asked(
    base: Any, said: Any, live: Any, data: st.DataObject
) -> None:
    free = merge(base, said, live)
    assume(free.is_change)
    name = data.draw(st.sampled_from([n for n in KINDS if free.fields[n] != live[n]]))
    merged = merge(base, said, live, refusing(name))
    group = PLACE if name in PLACE else (name,)
    for one in KINDS:
        expected = live if one in group else free.fields
        assert merged.fields[one] == expected[one]
        if one in group and said[one] != live[one]:
            assert merged.asked[one] == said[one]
        if one not in group:
            assert merged.asked.get(one) == free.asked.get(one)


@given(_sides, _sides)
def test_a_page_that_contradicts_itself_all_the_same_is_refused(base: Any, said: Any) -> None:
    assume(said != base)

    def check(now: Any, changes: Any) -> Any:
        raise InvalidFields({"needs": ["Nothing of the record is to blame."]})

    with pytest.raises(InvalidFields):
        merge(base, said, base, check)
