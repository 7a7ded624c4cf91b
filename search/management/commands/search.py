"""Search from the command line: what the results page would say."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.http import QueryDict
from django.utils import translation

from offers.cards import need_labels, shown_offers
from offers.models import Need
from search.asking import address_of, read_address
from search.criteria import Criteria
from search.explaining import rung_text, why
from search.query import Found, search


class Command(BaseCommand):
    help = "Search offers by a problem in plain words, near a place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem")
        parser.add_argument("--near", default="", help="a town, a postal code, a department")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *, problem: str, near: str, limit: int, json: bool, **_options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            answer = _answer(problem, near, max(0, limit))
            self.stdout.write(_as_json(answer) if json else _as_text(answer))


def _answer(problem: str, near: str, limit: int) -> dict[str, Any]:
    address = address_of(problem=problem, place=near, needs=[])
    asked = read_address(QueryDict(str(address).partition("?")[2]))
    criteria, place = asked.criteria(), asked.place
    found = search(criteria)
    return {
        "needs": _needs(criteria),
        "place": {"uid": place.uid, "name": place.name} if place else None,
        "choices": [choice.uid for choice in asked.resolution.choices] if asked.resolution else [],
        "filters": [[facet.value, code] for facet, code in asked.filters],
        "corrections": asked.typed.heard.corrections,
        "rung": str(found.rung),
        "rung_text": rung_text(found),
        "hits": _hits(found, limit),
        "total": found.total,
    }


def _needs(criteria: Criteria) -> list[dict[str, Any]]:
    labels = {
        need.code: need.label
        for need in Need.objects.filter(code__in=[n.code for n in criteria.routing.needs])
    }
    chosen = {need.code for need in criteria.needs}
    return [
        {
            "id": need.code,
            "label": labels.get(need.code, need.code),
            "confidence": round(need.confidence, 3),
            "chosen": need.code in chosen,
            "evidence": {
                "words": list(need.evidence.words),
                "expressions": list(need.evidence.expressions),
            },
        }
        for need in criteria.routing.needs
    ]


def _hits(found: Found, limit: int) -> list[dict[str, Any]]:
    shown = found.hits[:limit]
    rows = shown_offers([hit.offer_id for hit in shown])
    labels = need_labels(code for row in rows.values() for code in row.data["needs"])
    return [
        {
            "title": rows[hit.offer_id].title,
            "url": rows[hit.offer_id].get_absolute_url(),
            "needs": rows[hit.offer_id].data["needs"],
            "distance_km": None if hit.distance_km is None else round(hit.distance_km, 1),
            "why": why(hit, found.criteria, labels),
            "score": hit.score,
            "parts": hit.parts,
        }
        for hit in shown
    ]


def _as_json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _as_text(answer: dict[str, Any]) -> str:
    place = answer["place"]
    lines = [f"place: {place['name'] if place else '-'}   rung: {answer['rung']}"]
    lines += [
        f"  {need['confidence']:.2f} {'*' if need['chosen'] else ' '} {need['label']}"
        f"  ({', '.join(need['evidence']['words'])})"
        for need in answer["needs"]
    ]
    lines.append(answer["rung_text"] or f"{answer['total']} offers")
    for hit in answer["hits"]:
        lines += [f"- {hit['title']}", f"    {hit['why']}", f"    {hit['url']}"]
    return "\n".join(lines)
