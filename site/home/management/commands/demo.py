import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from home.demo.people import Login, logins_path, read_logins
from home.demo.seed import NotADemoDatabase, Seeded, seed


class Command(BaseCommand):
    help = "Migrate, fill an empty database with the demo, print addresses and logins, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
        parser.add_argument("--no-serve", action="store_true", help="stop after the logins")

    def handle(self, *args: Any, address: str, no_serve: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is off here (DEMO): it never runs in production.")
        self._say("Base de données")
        call_command("migrate", verbosity=0, interactive=False)
        try:
            seeded = seed(self._say)
        except NotADemoDatabase:
            raise CommandError(
                "This database holds something other than the demo, so nothing was touched. "
                "Give the demo its own: DATABASE_URL=sqlite:///demo.sqlite3 make demo"
            ) from None
        self._show(seeded, read_logins(), address)
        sys.stdout.flush()
        if not no_serve:
            call_command("serve", address)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  · {text}")
        self.stdout.flush()

    def _show(self, seeded: Seeded, logins: list[Login], address: str) -> None:
        home = f"http://{address}"
        lines = [
            "",
            f"Maillage, données de démonstration : {seeded.offers} offres, "
            f"{seeded.structures} structures",
            f"  Accueil          {home}/",
            f"  Se connecter     {home}{reverse('account_login')}",
            f"  Modération       {home}{reverse('moderation:queue')}",
            f"  Composants       {home}{reverse('home:style')}",
            "",
            "Comptes (aussi dans " + logins_path().name + ", jamais dans git) :",
            *(f"  {login.email:28} {login.password}   {login.does}" for login in logins),
            "",
            "Code à usage unique des comptes qui décident : manage.py demo_code ADRESSE",
            "",
        ]
        self.stdout.write("\n".join(lines))
