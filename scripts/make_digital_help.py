"""Cut the real digital-help places down to what the demo shows: no mail, no empty value.

usage: scripts/make_digital_help.py [SOURCE.json] > site/home/demo/data/digital-help/places.jsonl

Source: "Cartographie nationale des lieux d'inclusion numérique", npm package
@gouvfr-anct/cartographie-nationale, Licence Ouverte 2.0.
"""

import json
import os
import sys
from pathlib import Path

SHARED = Path(os.environ.get("MAILLAGE_SHARED", "../shared"))
KEPT = (
    "id",
    "nom",
    "services",
    "commune",
    "code_postal",
    "adresse",
    "latitude",
    "longitude",
    "telephone",
    "site_web",
    "publics_accueillis",
    "conditions_acces",
    "modalites_accompagnement",
    "horaires",
)


def main() -> None:
    default = SHARED / "data/mediation-numerique/source.json"
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for row in json.loads(source.read_text(encoding="utf-8")):
        kept = {name: row[name] for name in KEPT if row.get(name)}
        print(json.dumps(kept, ensure_ascii=False))


if __name__ == "__main__":
    main()
