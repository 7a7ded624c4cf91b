from django.utils.html import format_html
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from offers.markup import filled, joined


@given(st.text(), st.text())
def test_it_fills_as_django_does(one: str, other: str) -> None:
    told = filled("<p>{} {name}</p>", one, name=other)
    assert told == format_html("<p>{} {name}</p>", one, name=other)
    assert isinstance(told, SafeString)


def test_what_is_safe_stays() -> None:
    item = filled("<li>{}</li>", "a & b")
    assert filled("<ul>{}</ul>", joined([item, "<x>"])) == "<ul><li>a &amp; b</li>&lt;x&gt;</ul>"
