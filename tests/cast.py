"""The people of every test: who keeps what, who animates where."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import Consent, User
from offers.models import Membership, Structure
from offers.services import add_member
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.factories import make_structure

PASSWORD = "une phrase de passe assez longue"


@dataclass(frozen=True, slots=True)
class Cast:
    """A visitor is `client` without login. `structure` is in Rodez, `other_structure` in Lyon."""

    publisher: User
    member: User
    outsider: User
    animator: User
    other_animator: User
    administrator: User
    structure: Structure
    other_structure: Structure


def make_user(email: str, name: str, *, second_factor: bool = False) -> User:
    user = User.objects.create_user(email=email, password=PASSWORD, display_name=name)
    Consent.objects.create(user=user, document="conditions", version=settings.TERMS_VERSION)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    if second_factor:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "test"}
        )
    return user


def make_cast() -> Cast:
    structure = make_structure()
    other = make_structure(name="Auto-école du Rhône", commune="fr:commune:69123")
    cast = Cast(
        publisher=make_user("claire@garage.example", "Claire"),
        member=make_user("malik@autoecole.example", "Malik"),
        outsider=make_user("sam@example.org", "Mésange patiente"),
        animator=make_user("awa@example.org", "Awa", second_factor=True),
        other_animator=make_user("boris@example.org", "Boris", second_factor=True),
        administrator=make_user("gaelle@example.org", "Gaëlle", second_factor=True),
        structure=structure,
        other_structure=other,
    )
    add_member(structure=structure, user=cast.publisher, role=Membership.Role.OWNER)
    add_member(structure=other, user=cast.member, role=Membership.Role.OWNER)
    for user, role, uid in (
        (cast.animator, MemberRole.Role.ANIMATOR, "fr:department:12"),
        (cast.other_animator, MemberRole.Role.ANIMATOR, "fr:department:69"),
    ):
        grant_role(user=user, role=role, territory=Territory.objects.get(uid=uid))
    grant_role(user=cast.administrator, role=MemberRole.Role.GLOBAL_ADMIN)
    return cast
