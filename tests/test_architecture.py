"""The shape of the project: who imports whom, who may write what, how long things are."""

import ast
import copy
import re
from typing import Any

import grimp
import pytest
from django.apps import apps
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from wagtail.models import Page

from tests.source import ROOT, ROOTS, called, calls, functions, modules, names_in

LINTER = read_configuration(str(ROOT / "pyproject.toml"))
SESSION = LINTER["session_options"]
CONTRACTS: dict[str, dict[str, Any]] = {each["id"]: each for each in LINTER["contracts_options"]}
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}
APPS = ("accounts", "territories", "journal", "home", "notifications", *ROOTS[1:])

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 40
VAGUE = {"utils", "helpers", "common", "core", "misc", "tools", "managers2"}
SOCKETS = {"urllib.request", "http.client", "requests", "socket", "httpx", "urllib3", "aiohttp"}

MAY_OPEN_CONNECTIONS = {
    "site/journal/http.py": "the one client for outgoing HTTP",
    "site/home/management/commands/serve.py": "listens, and connects to nobody",
    "site/home/sockets.py": "serves web sockets, and connects to nobody",
    "site/accounts/oidc/views.py": "OpenID Connect, set by the operator, is the one exception",
}
MAY_PUBLISH = {
    "offers/need_pages.py": "the writer of the page of a need",
    "offers/publishing.py": "the writer of one offer",
    "offers/bulk.py": "the writer of batches",
}
MAY_WRITE_ROWS_AT_ONCE = {
    "offers/bulk.py": "batches of offers, held to publish_one by a contract test",
    "offers/bulk_pages.py": "the tree's rows of those batches",
    "site/territories/loading.py": "territories keep validity dates, not history",
}
BREACHES = {
    "apps": [
        ("accounts.models", "territories.models"),
        ("territories.models", "journal.models"),
        ("journal.models", "notifications.models"),
        ("notifications.models", "offers.models"),
        ("offers.models", "contributions.models"),
        ("contributions.models", "search.models"),
        ("search.models", "moderation.models"),
        ("moderation.models", "home.models"),
        ("home.models", "config.urls"),
    ],
    "inside": [
        ("accounts.models", "accounts.permissions"),
        ("accounts.permissions", "accounts.services"),
        ("accounts.services", "accounts.forms"),
        ("accounts.forms", "accounts.views"),
        ("accounts.views", "accounts.urls"),
    ],
    "elasticsearch": [("offers.models", "elasticsearch"), ("search.models", "elasticsearch")],
    "guardian": [("offers.models", "guardian"), ("accounts.services", "guardian")],
    "channels": [("moderation.models", "channels"), ("config.urls", "channels")],
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        *SESSION["root_packages"], include_external_packages=True, cache_dir=None
    )


def keeps(contract: dict[str, Any], graph: grimp.ImportGraph) -> bool:
    checked = KINDS[contract["type"]](
        name=contract["name"], session_options=SESSION, contract_options=contract
    )
    return checked.check(copy.deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_import_contract_is_kept(graph, contract):
    assert keeps(contract, graph), f"run lint-imports --contract {contract['id']}"


@pytest.mark.parametrize(
    ("contract", "importer", "imported"),
    [(contract, *breach) for contract, breaches in BREACHES.items() for breach in breaches],
)
def test_import_contract_breaks_when_broken(graph, contract, importer, imported):
    broken = copy.deepcopy(graph)
    broken.add_import(importer=importer, imported=imported)
    assert not keeps(CONTRACTS[contract], broken)


def test_every_contract_has_a_breach():
    assert set(BREACHES) == set(CONTRACTS)


def test_every_app_is_a_layer():
    assert set(CONTRACTS["apps"]["layers"]) == {"config", *APPS} == set(SESSION["root_packages"])


def test_site_is_a_folder_and_never_a_package():
    assert not (ROOT / "site/__init__.py").exists()


def test_modules_name_their_subject():
    vague = [
        path
        for path in modules()
        if VAGUE & {part.removesuffix(".py") for part in path.removeprefix("site/").split("/")}
    ]
    assert not vague


def test_files_stay_short():
    ours = [*modules(), *(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.py"))]
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in ours}
    assert not {path: lines for path, lines in lengths.items() if lines >= MAX_FILE_LINES}


def test_functions_stay_short():
    long = {
        f"{path}:{function.lineno} {function.name}": length
        for path, tree in modules().items()
        for function in functions(tree)
        if (length := function.end_lineno - function.lineno + 1) >= MAX_FUNCTION_LINES
    }
    assert not long


def test_imports_are_absolute():
    relative = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def imported_names(tree: ast.AST) -> set[str]:
    """Modules named by imports, and what is taken from them: `http`, `http.client`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_guarded_client_opens_connections():
    others = {
        path: sorted(imported_names(tree) & SOCKETS)
        for path, tree in modules().items()
        if imported_names(tree) & SOCKETS and path not in MAY_OPEN_CONNECTIONS
    }
    assert not others


def tracked_models() -> dict[str, type]:
    """Models whose every change must be seen: pages, and records with a history."""
    return {
        model.__name__: model
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and (issubclass(model, Page) or hasattr(model._meta, "simple_history_manager_attribute"))
    }


def test_history_is_kept_for_the_records_that_promise_it():
    promised = {"Structure", "Membership", "Availability", "Expression", "MemberRole"}
    assert promised <= set(tracked_models())


def test_pages_have_no_historical_records():
    """simple_history would store draft text as if it were live (ADR 0003)."""
    recorded = [
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Page) and hasattr(model._meta, "simple_history_manager_attribute")
    ]
    assert not recorded


def silent_writes(tree: ast.AST, tracked: dict[str, type]) -> list[str]:
    """Writes of many rows at once that leave neither revision nor history; links are no rows."""
    related = {
        relation.get_accessor_name()
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if relation.related_model in tracked.values() and relation.multiple
    } - {None}
    return [
        f"{call.lineno}: {ast.unparse(call)[:80]}"
        for call in calls(tree)
        if called(call) in {"update", "bulk_update", "bulk_create", "_raw_delete"}
        and isinstance(call.func, ast.Attribute)
        and (names := names_in(call.func.value)) & (set(tracked) | related | {"Page"})
        and "through" not in names
    ]


def test_tracked_rows_are_never_written_silently():
    tracked = tracked_models()
    found = {
        path: writes
        for path, tree in modules().items()
        if path not in MAY_WRITE_ROWS_AT_ONCE and (writes := silent_writes(tree, tracked))
    }
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "OfferPage.objects.filter(live=True).update(title='x')",
        "structure.offers.update(title='x')",
        "Page.objects.bulk_update(pages, ['title'])",
        "Availability.objects.filter(pk=1)._raw_delete('default')",
    ],
)
def test_a_silent_write_is_seen(source):
    assert silent_writes(ast.parse(source), tracked_models())


def publishes_unchecked(tree: ast.AST) -> list[int]:
    return [
        call.lineno
        for call in calls(tree)
        if called(call) in {"publish", "save_revision", "PublishRevisionAction"}
        and any(keyword.arg == "skip_permission_checks" for keyword in call.keywords)
    ]


def test_only_the_publishing_modules_skip_wagtails_checks():
    found = {
        path: lines
        for path, tree in modules().items()
        if path not in MAY_PUBLISH and (lines := publishes_unchecked(tree))
    }
    assert not found


def test_only_the_publishing_modules_save_revisions_of_offers():
    """Within the app of offers nobody else saves a revision; other apps call offers.publishing."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        if path not in MAY_PUBLISH and not path.startswith("site/")
        for call in calls(tree)
        if called(call) == "save_revision"
    ]
    assert not found


@pytest.mark.parametrize("allowed", [MAY_OPEN_CONNECTIONS, MAY_PUBLISH, MAY_WRITE_ROWS_AT_ONCE])
def test_exceptions_name_files_that_exist(allowed):
    assert not [path for path in allowed if path not in modules()]


def test_every_app_has_a_row_in_the_architecture_page():
    text = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == {"config", *APPS}
