"""What the code holds that somebody can reach: addresses, API operations, consumers, verbs."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
APPS = {
    "accounts": ROOT / "site/accounts",
    "territories": ROOT / "site/territories",
    "journal": ROOT / "site/journal",
    "notifications": ROOT / "site/notifications",
    "home": ROOT / "site/home",
    "offers": ROOT / "offers",
    "contributions": ROOT / "contributions",
    "moderation": ROOT / "moderation",
    "search": ROOT / "search",
    "config": ROOT / "site/config",
}
_APART = {"migrations", "management", "demo"}


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    path: str
    kwargs: tuple[str, ...]

    @property
    def is_cms(self) -> bool:
        return self.path.startswith(settings.CMS_PATH)


def addresses() -> list[Address]:
    return list(_addresses(get_resolver().url_patterns, "", "", ()))


def _addresses(
    patterns: list[Any], path: str, spaces: str, kwargs: tuple[str, ...]
) -> Iterator[Address]:
    for one in patterns:
        here, more = path + str(one.pattern), (*kwargs, *one.pattern.converters)
        if isinstance(one, URLPattern):
            yield Address(f"{spaces}{one.name}", here, more)
        elif isinstance(one, URLResolver):
            space = f"{one.namespace}:" if one.namespace else ""
            yield from _addresses(one.url_patterns, here, spaces + space, more)


def operations() -> set[str]:
    """Operations of every ninja API, mounted or not: `GET /offres/{id}`."""
    from ninja import NinjaAPI

    found: set[str] = set()
    for module in _modules():
        if "ninja" not in module.read_text():
            continue
        for value in vars(import_module(_dotted(module))).values():
            if isinstance(value, NinjaAPI):
                found |= {
                    f"{method} {prefix}{path}"
                    for prefix, router in value._routers
                    for path, view in router.path_operations.items()
                    for operation in view.operations
                    for method in operation.methods
                }
    return found


def consumers() -> set[str]:
    """Every class of a module named consumers.py, public or not in routing yet."""
    return {
        f"{_dotted(module)}.{node.name}"
        for module in _modules()
        if module.name == "consumers.py" or "consumers" in module.parts
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.ClassDef)
    }


def verbs() -> set[str]:
    """Public functions that write in one go: atomic ones, and all of a services.py."""
    return {
        f"{_dotted(module)}.{node.name}"
        for module in _modules()
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (module.name == "services.py" or _is_atomic(node))
    }


def _is_atomic(function: ast.FunctionDef) -> bool:
    blocks = [
        item.context_expr
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        for item in node.items
    ]
    return any("atomic" in ast.unparse(one) for one in [*function.decorator_list, *blocks])


def _modules() -> Iterator[Path]:
    for folder in APPS.values():
        for module in sorted(folder.rglob("*.py")):
            if not _APART & set(module.relative_to(folder).parts):
                yield module


def _dotted(module: Path) -> str:
    folder = next(folder for folder in APPS.values() if folder in module.parents)
    inside = module.relative_to(folder.parent).with_suffix("").parts
    return ".".join(part for part in inside if part != "__init__")
