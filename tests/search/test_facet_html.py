"""The choices that narrow a search are drawn without a template: the same list comes out."""

import re

import pytest
from django.template import engines
from django.utils.translation import override

OPTIONS = [
    {"label": "Gratuit & <ouvert>", "count": 1, "url": "/recherche/?a=1&t=x", "is_chosen": False},
    {"label": "Payant", "count": 0, "url": "/recherche/?a=2", "is_chosen": True},
    {"label": "En {langue} d'ici", "count": 12345, "url": "/recherche/", "is_chosen": False},
]
# What each option must be, as a template of Django would draw it.
LIST = """
{% load i18n icons %}
<ul>
  {% for option in options %}
    <li><a class="refine__option" href="{{ option.url }}" rel="nofollow"
      {% if option.is_chosen %} aria-current="true"{% endif %}>
      {% if option.is_chosen %}<span class="visually-hidden">{% translate "Remove:" %} </span>
      {% icon "check" %}{% endif %}
      <span>{{ option.label }}</span> <span class="refine__count">{{ option.count }}
      <span class="visually-hidden"> {% blocktranslate trimmed count number=option.count %}
      offer{% plural %}offers{% endblocktranslate %}</span></span></a></li>
  {% endfor %}
</ul>
"""


def without_spaces(html: str) -> str:
    """Between tags and around words; those inside a text are kept."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_options_are_as_a_template_would_draw_them(language) -> None:
    django = engines["django"]
    with override(language):
        drawn = django.from_string("{% load results %}{% facet_options options %}").render(
            {"options": OPTIONS}
        )
        expected = django.from_string(LIST).render({"options": OPTIONS})
    assert without_spaces(drawn) == without_spaces(expected).strip()
    # Read aloud, the number and what it counts are two words.
    assert '<span class="visually-hidden"> ' in drawn
