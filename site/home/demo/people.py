"""The five people of the demo, their random passwords, and the file that keeps them."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings

from accounts.models import Consent, User
from moderation.models import Trust
from moderation.trust.services import set_trust
from offers.models import Membership, Structure
from offers.services import add_member
from territories.models import MemberRole, Territory
from territories.services import grant_role

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Login:
    """`secret` is that of the one-time codes, empty when the person needs none."""

    email: str
    name: str
    does: str
    password: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    name: str
    does: str
    second_factor: bool = False


CONTRIBUTOR = Part("conseillere", "Nadia, conseillère", "propose des corrections partout")
PUBLISHER = Part("structure", "Équipe du Garage du Causse", "tient les pages de sa structure (12)")
ANIMATOR = Part(
    "animatrice", "Awa, animatrice", "décide des propositions de l’Aveyron", second_factor=True
)
TERRITORY_ADMIN = Part(
    "departement", "Département du Rhône", "nomme les animateurs (69)", second_factor=True
)
ADMINISTRATOR = Part(
    "admin", "Administration", "ouvre aussi l’administration du site", second_factor=True
)
PARTS = (CONTRIBUTOR, PUBLISHER, ANIMATOR, TERRITORY_ADMIN, ADMINISTRATOR)


def logins_path() -> Path:
    return Path(settings.VAR_DIR) / "demo-logins.json"


def email_of(part: Part) -> str:
    return f"{part.key}@{DOMAIN}"


def create_people(structure: Structure) -> dict[str, User]:
    """The accounts, with verified mail and accepted terms, and what each may do."""
    people = {part.key: _create(part) for part in PARTS}
    add_member(structure=structure, user=people[PUBLISHER.key], role=Membership.Role.OWNER)
    aveyron = Territory.objects.get(uid="fr:department:12")
    rhone = Territory.objects.get(uid="fr:department:69")
    grant_role(user=people[ANIMATOR.key], role=MemberRole.Role.ANIMATOR, territory=aveyron)
    grant_role(
        user=people[TERRITORY_ADMIN.key], role=MemberRole.Role.TERRITORY_ADMIN, territory=rhone
    )
    grant_role(user=people[ADMINISTRATOR.key], role=MemberRole.Role.GLOBAL_ADMIN)
    set_trust(
        user=people[CONTRIBUTOR.key],
        territory=aveyron,
        level=Trust.Level.CONFIRMED,
        by=people[ADMINISTRATOR.key],
        message="Propose souvent, et juste.",
    )
    return people


def _create(part: Part) -> User:
    user = User.objects.create_user(
        email=email_of(part),
        display_name=part.name,
        is_staff=part is ADMINISTRATOR,
        is_superuser=part is ADMINISTRATOR,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Consent.objects.create(user=user, document="conditions", version=settings.TERMS_VERSION)
    return user


def renew_logins() -> list[Login]:
    """Give every demo account a new random password (and code secret); keep them in the file."""
    logins = []
    for part in PARTS:
        user = User.objects.get(email=email_of(part))
        password = "-".join(secrets.token_hex(2) for _group in range(4))
        user.set_password(password)
        user.save(update_fields=["password"])
        secret = _new_code_secret(user) if part.second_factor else ""
        logins.append(Login(user.email, part.name, part.does, password, secret))
    path = logins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(login) for login in logins], ensure_ascii=False, indent=2))
    return logins


def _new_code_secret(user: User) -> str:
    Authenticator.objects.filter(user=user).delete()
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def read_logins() -> list[Login]:
    """The logins printed last, or new ones when the file is gone or of another database."""
    path = logins_path()
    if not path.exists():
        return renew_logins()
    logins = [Login(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    for login in logins:
        user = User.objects.filter(email=login.email).first()
        if user is None or not user.check_password(login.password):
            return renew_logins()
    return logins
