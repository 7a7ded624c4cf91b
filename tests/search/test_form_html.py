"""The form above the results is its template's, whatever was typed."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from search.form_html import form_html

TYPED = [
    ("je dors dans ma voiture", "Rodez"),
    ("", ""),
    ('l\'<b>école</b> & "moi"', "12 000 {problem} {place}"),
    ("{0} {{ problem }} %s", "\ue000 \ue001"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("problem", "place"), TYPED)
def test_it_is_drawn_as_its_template_draws_it(language, problem, place) -> None:
    with override(language):
        for _again in range(2):
            expected = render_to_string(
                "components/search_form.html", {"problem": problem, "place": place}
            )
            assert form_html(problem, place) == expected
