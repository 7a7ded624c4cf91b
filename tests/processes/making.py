"""A site with its people: its database, its processes, and who signs in how."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker
from redis import Redis

from accounts.models import User
from offers.models import OfferPage
from tests.cast import PASSWORD, Cast, make_cast
from tests.factories import make_offer
from tests.processes.browser import Browser
from tests.processes.databases import Server, looking_at, name_for
from tests.processes.post import PostOffice, post_office
from tests.processes.running import Place, Site
from tests.source import ROOT
from tests.websocket import cookie_of


@dataclass
class Town:
    """A site that runs, and everybody in it."""

    server: Server
    database: str
    site: Site
    cast: Cast
    offer: OfferPage
    secrets: dict[str, str]
    post: PostOffice

    def visitor(self, address: str = "198.51.100.1") -> Browser:
        return Browser(self.site.port, address=address)

    def browser_of(self, user: User) -> Browser:
        """Somebody who signed in before."""
        return Browser.of(self.site.port, cookie_of(user))

    def sign_in(self, user: User) -> Browser:
        """Through the form, with the code of those who must give one."""
        browser = self.visitor()
        answer = browser.sign_in(user.email, PASSWORD, self.secrets.get(user.email, ""))
        assert answer.status == 302, answer.text[:2000]
        return browser


def environment(database: str, redis: str, folder: Path, post: PostOffice) -> dict[str, str]:
    """What an operator sets for a site in production behind a proxy."""
    return {
        "PATH": "",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://maillage.example",
        "BEHIND_PROXY": "true",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "PROPOSAL_LIMITS": "false",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(post.port),
        "EMAIL_USE_TLS": "false",
    }


@contextmanager
def town(
    server: Server,
    redis: str,
    folder: Path,
    blocker: DjangoDbBlocker,
    *,
    template: str,
    name: str = "town",
    more: Mapping[str, str] | None = None,
) -> Iterator[Town]:
    """Its processes are ended whatever happens, and its database with them. `name`: of its own, of
    several on one server. `more`: variables."""
    name = name_for(name)
    server.copy(name, template=template)
    with closing(Redis.from_url(redis)) as emptied:
        emptied.flushdb()
    with ExitStack() as stack:
        stack.callback(server.drop, name)
        office = stack.enter_context(post_office())
        variables = environment(server.url(name), redis, folder, office)
        place = Place(folder, {**variables, **(more or {})})
        with looking_at(server, name, blocker):
            cast, offer, secrets = _people()
        site = Site(place)
        stack.callback(site.stop)
        site.start_sockets()
        site.start_worker()
        _collect_static(place)
        site.start_pages()
        site.wait()
        yield Town(server, name, site, cast, offer, secrets, office)


def template_of_the_tests() -> str:
    """The database of the tests, migrated and filled; nobody is connected to it any more."""
    connection.close()
    return str(connection.settings_dict["NAME"])


def _people() -> tuple[Cast, OfferPage, dict[str, str]]:
    cast = make_cast()
    offer = make_offer(structure=cast.structure, author=cast.publisher)
    secrets = _give_ways_in()
    for each in fields(cast):
        getattr(cast, each.name).refresh_from_db()
    return cast, offer, secrets


def _give_ways_in() -> dict[str, str]:
    """A password as production keeps it, and a second factor that can be shown: by address."""
    hasher = PBKDF2PasswordHasher()
    User.objects.update(password=hasher.encode(PASSWORD, hasher.salt()))
    secrets = {}
    for factor in Authenticator.objects.select_related("user"):
        secrets[factor.user.email] = generate_totp_secret()
        factor.data = {"secret": get_adapter().encrypt(secrets[factor.user.email])}
        factor.save(update_fields=["data"])
    return secrets


def _collect_static(place: Place) -> None:
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=place.environment, stdout=subprocess.DEVNULL, check=True)
