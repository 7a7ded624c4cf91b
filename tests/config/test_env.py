import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import env_bool, env_database, env_int, env_list, env_str, env_url


@pytest.fixture
def given(monkeypatch):
    """Sets the variable X; None unsets it."""

    def give(value: str | None) -> None:
        monkeypatch.delenv("X_FILE", raising=False)
        if value is None:
            monkeypatch.delenv("X", raising=False)
        else:
            monkeypatch.setenv("X", value)

    return give


def test_text_or_its_default(given):
    given("a value")
    assert env_str("X") == "a value"
    given(None)
    assert env_str("X", "default") == "default"
    with pytest.raises(ImproperlyConfigured, match="X"):
        env_str("X")


def test_secret_is_read_from_its_file(given, monkeypatch, tmp_path):
    given("from the environment")
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    assert env_str("X") == "from the file"


@pytest.mark.parametrize("raw", ["1", "true", "TRUE", " yes ", "on"])
def test_yes(given, raw):
    given(raw)
    assert env_bool("X", default=False)


@pytest.mark.parametrize("raw", ["0", "false", "No", "off"])
def test_no(given, raw):
    given(raw)
    assert not env_bool("X", default=True)


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("raw", [None, "", " "])
def test_nothing_said_is_the_default(given, raw, default):
    given(raw)
    assert env_bool("X", default=default) is default


@pytest.mark.parametrize(("read", "raw"), [(env_bool, "maybe"), (env_int, "ten"), (env_int, "1.5")])
def test_what_is_not_understood_stops_the_start(given, read, raw):
    given(raw)
    with pytest.raises(ImproperlyConfigured, match="X must be"):
        read("X", default=1)


@pytest.mark.parametrize(("raw", "number"), [("12", 12), (" -3 ", -3), ("", 7), (None, 7)])
def test_whole_numbers(given, raw, number):
    given(raw)
    assert env_int("X", default=7) == number


@pytest.mark.parametrize(
    ("raw", "parts"), [("a, b,,c ", ["a", "b", "c"]), ("", []), (None, ["default"])]
)
def test_lists(given, raw, parts):
    given(raw)
    assert env_list("X", default=("default",)) == parts


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("https://a.example/", "https://a.example"),
        ("", "http://b.example"),
        (None, "http://b.example"),
    ],
)
def test_addresses_lose_their_last_slash(given, raw, url):
    given(raw)
    assert env_url("X", "http://b.example") == url


@pytest.mark.parametrize("raw", ["a.example", "ftp://a.example", "https://"])
def test_addresses_are_http(given, raw):
    given(raw)
    with pytest.raises(ImproperlyConfigured, match="X must be"):
        env_url("X")


def test_sqlite_waits_instead_of_failing(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/a.sqlite3")
    options = env_database("")["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_keeps_and_checks_its_connections(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://name:secret@host:5433/base")
    database = env_database("")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("host", 5433, "base")
    assert database["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(("asked", "keeps"), [("", True), ("no", False)])
def test_postgresql_keeps_plans_unless_a_pool_forbids_it(monkeypatch, asked, keeps):
    monkeypatch.setenv("DATABASE_URL", "postgres://name:secret@host:5433/base")
    monkeypatch.setenv("DATABASE_PREPARED", asked)
    options = env_database("")["OPTIONS"]
    assert ("prepare_threshold" in options) == keeps
    assert options.get("server_side_binding", False) == keeps


def test_postgresql_is_given_up_in_time(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://name:secret@host:5433/base")
    assert env_database("")["OPTIONS"]["connect_timeout"] == 5
    assert env_database("")["ANSWERS_WITHIN"] == 15
    monkeypatch.setenv("DATABASE_STATEMENT_TIMEOUT", "0")
    assert env_database("")["ANSWERS_WITHIN"] == 0


def test_a_pool_keeps_the_connections_in_place_of_the_threads(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://name:secret@host:5433/base")
    assert "pool" not in env_database("")["OPTIONS"]
    assert env_database("")["CONN_MAX_AGE"] == 60
    monkeypatch.setenv("DATABASE_POOL", "4")
    database = env_database("")
    assert database["OPTIONS"]["pool"]["max_size"] == 4
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (0, True)


@pytest.mark.parametrize("name", ["DATABASE_POOL", "DATABASE_STATEMENT_TIMEOUT"])
def test_less_than_nothing_is_refused(monkeypatch, name):
    monkeypatch.setenv("DATABASE_URL", "postgres://name:secret@host:5433/base")
    monkeypatch.setenv(name, "-1")
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be"):
        env_database("")


def test_other_databases_are_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://host/base")
    with pytest.raises(ImproperlyConfigured, match="not supported"):
        env_database("")
