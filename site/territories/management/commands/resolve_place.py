"""Tell which place texts mean: manage.py resolve_place [TEXT | --file FILE] [--json]."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from territories.describing import describe
from territories.resolution import Resolution, resolve_place


class Command(BaseCommand):
    help = "Tell which place a text means: a name, a code, a point. Reads standard input else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="?", help="what was typed")
        parser.add_argument("--file", type=Path, help='JSON lines, each with "text"')
        parser.add_argument("--country", help="two letters; all countries when left out")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["text"] is not None and options["file"]:
            raise CommandError("Give a text or a file, not both.")
        for text in _texts(options["text"], options["file"]):
            found = resolve_place(text, country=options["country"])
            self.stdout.write(_as_json(text, found) if options["json"] else _as_line(text, found))


def _texts(text: str | None, file: Path | None) -> Iterable[str]:
    if text is not None:
        return [text]
    if file:
        return list(_texts_of(file))
    return (line.rstrip("\r\n") for line in sys.stdin)


def _texts_of(file: Path) -> Iterator[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield str(json.loads(line)["text"])
        except (ValueError, KeyError, TypeError):
            raise CommandError(f'{file}, line {number}: not a JSON object with "text".') from None


def _as_json(text: str, found: Resolution) -> str:
    places = describe(found.choices)
    chosen = places[found.choices.index(found.place)] if found.place else None
    answer = {
        "text": text,
        "kind": found.kind,
        "place": chosen,
        "choices": places,
        "fell_back": found.fell_back,
    }
    # ASCII only: what was typed may hold half a character, or what others take for a line end.
    return json.dumps(answer)


def _as_line(text: str, found: Resolution) -> str:
    places = describe([found.place] if found.place else found.choices)
    names = ", ".join(f"{p['name']} ({p['level']} {p['code']})" for p in places)
    fell_back = f" [no place bears {found.fell_back}]" if found.fell_back else ""
    typed = text.encode(errors="replace").decode()
    return f"{typed}: {found.kind}{': ' if names else ''}{names}{fell_back}"
