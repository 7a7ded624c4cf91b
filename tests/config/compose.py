"""compose.yaml and Dockerfile as the tests read them: merged, with the defaults of variables."""

import json
import re
from functools import cache
from typing import Any

import yaml

from tests.source import ROOT

SECRETS = "/run/secrets/"
_VARIABLE = re.compile(r"\$\{\w+:-(?P<default>[^}]*)\}")


@cache
def compose() -> dict[str, Any]:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(r"\g<default>", text))
    return {name: value for name, value in found.items() if not name.startswith("x-")}


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: said for name, said in services().items() if "build" in said}


def instructions(name: str) -> list[str]:
    """What follows this word in the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [
        line.partition(" ")[2].strip() for line in text.splitlines() if line.startswith(f"{name} ")
    ]


def image_command() -> list[str]:
    return json.loads(instructions("CMD")[-1])


def command_of(service: str) -> list[str]:
    return services()[service].get("command") or image_command()


def image_environment() -> dict[str, str]:
    said = " ".join(instructions("ENV"))
    return dict(pair.split("=", 1) for pair in said.split())
