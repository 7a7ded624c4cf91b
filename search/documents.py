"""From a public offer to what every engine indexes: its tokens and its facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from offers.models import Need, PublicOffer, Term
from offers.models.structures import PageState
from offers.words import words
from search.analysis import ANALYSIS_VERSION, joined
from search.facts import facts_of
from search.models import SearchDocument

# Raised when documents must be made again though the analysis is the same.
_SHAPE = 1
DOCUMENT_VERSION = ANALYSIS_VERSION * 100 + _SHAPE

_TEXTS = (
    "summary",
    "what",
    "for_whom",
    "how_it_goes",
    "what_next",
    "simple_version",
    "audience_detail",
    "access_conditions",
    "fee_detail",
)
_TERMS = (("service_types", Term.Scheme.SERVICE_TYPE), ("audiences", Term.Scheme.AUDIENCE))


@dataclass(frozen=True, slots=True)
class Labels:
    """What codes are called, in French: the language offers are written in here.

    `categories`: the code of a need to that of its category.
    """

    needs: dict[str, str]
    categories: dict[str, str]
    terms: dict[tuple[str, str], str]

    @classmethod
    def from_database(cls) -> "Labels":
        known = words()
        by_key = {need.pk: need for need in known.needs.values()}
        held = [
            (need, by_key[need.category_id] if need.category_id else None)
            for need in by_key.values()
        ]
        return cls(
            needs={need.code: _names(need, category) for need, category in held},
            categories={need.code: category.code for need, category in held if category},
            terms={key: term.labels.get("fr", "") for key, term in known.terms.items()},
        )


def documents_of(rows: Iterable[PublicOffer]) -> list[SearchDocument]:
    """Unsaved documents of those of the offers that are live."""
    labels = Labels.from_database()
    return [document_of(row, labels) for row in rows if row.state == PageState.LIVE]


def document_of(row: PublicOffer, labels: Labels) -> SearchDocument:
    data = row.data
    return SearchDocument(
        offer_id=row.pk,
        title_tokens=joined(row.title),
        need_tokens=joined(_text(labels.needs.get(code, "") for code in data["needs"])),
        structure_tokens=joined(data["structure"]["name"]),
        text_tokens=joined(_text(_texts(data, labels))),
        facts=facts_of(row, labels.categories),
        document_version=DOCUMENT_VERSION,
        offer_version=row.version,
    )


def _texts(data: dict[str, Any], labels: Labels) -> Iterable[str]:
    for name in _TEXTS:
        yield _words_of(data[name])
    for name, scheme in _TERMS:
        yield from (labels.terms.get((scheme, code), "") for code in data[name])
    yield from data["documents"]
    yield data["address"]["commune_name"]


def _words_of(html: str) -> str:
    """Without its tags, each of which ends a word: "<p>bus</p><p>train</p>" is two."""
    text = html.replace("<p>", " ").replace("</p>", " ")
    return strip_tags(text.replace("<", " <")) if "<" in text else text


def _names(need: Need, category: Need | None) -> str:
    own = (need.labels.get("fr", ""), need.official_label)
    return _text([*own, category.labels.get("fr", "") if category else ""])


def _text(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
