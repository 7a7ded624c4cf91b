from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo.people import read_logins


class Command(BaseCommand):
    help = "Print the one-time code of a demo account, as its authenticator application would."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is off here (DEMO): it never runs in production.")
        secrets = {login.email: login.secret for login in read_logins() if login.secret}
        if email not in secrets:
            raise CommandError(f"One of: {', '.join(secrets)}")
        counter = next(yield_hotp_counters_from_time())
        self.stdout.write(format_hotp_value(hotp_value(secrets[email], counter)))
