"""Messages to addresses that may belong to nobody here, sent from the outbox.

The link is drawn when the message leaves: it is never kept but as a hash.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Engine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from accounts.links import make_link
from accounts.models import User
from journal import outbox
from journal.models import Outbox
from offers.keeping.bounds import bounds
from offers.keeping.claims import CLAIM_LINK, MAIL_TOPIC
from offers.keeping.members import INVITATION_LINK, INVITATION_TOPIC
from offers.models import MemberInvitation, Membership, StructureClaim


@outbox.handler(MAIL_TOPIC, atomic=False)
def mail_claim(row: Outbox) -> None:
    """Nothing leaves when the claim was taken back meanwhile."""
    claims = StructureClaim.objects.select_related("structure", "claimant")
    claim = claims.filter(uuid=row.key, state=StructureClaim.State.ASKED).first()
    if claim is None:
        return
    token = make_link(CLAIM_LINK, claim.claimant, {"claim": claim.pk}, bounds().link_lasts)
    last_day = timezone.localdate(timezone.now() + bounds().link_lasts)
    send_to_address(
        "claim_by_mail",
        to=claim.contact,
        view="offers:claim-confirm",
        token=token,
        said={
            "person": claim.claimant.display_name,
            "structure": claim.structure.name,
            "last_day": last_day,
        },
    )


@outbox.handler(INVITATION_TOPIC, atomic=False)
def mail_invitation(row: Outbox) -> None:
    """Nothing leaves when it was taken back, nor to somebody whose account is closed here."""
    rows = MemberInvitation.objects.select_related("structure", "invited_by")
    invitation = rows.filter(pk=int(row.key), closed_at__isnull=True).first()
    if invitation is None:
        return
    if User.objects.filter(email__iexact=invitation.email, is_active=False).exists():
        return
    payload = {"invitation": invitation.pk}
    token = make_link(INVITATION_LINK, None, payload, bounds().invitation_lasts)
    send_to_address(
        "member_invitation",
        to=invitation.email,
        view="offers:invitation",
        token=token,
        said={
            "person": invitation.invited_by.display_name if invitation.invited_by else "",
            "structure": invitation.structure.name,
            "is_owner": invitation.role == Membership.Role.OWNER,
            "last_day": timezone.localdate(timezone.now() + bounds().invitation_lasts),
        },
    )


def send_to_address(kind: str, *, to: str, view: str, token: str, said: dict[str, Any]) -> None:
    """One plain message in the language of the site, with a link to the view of a token."""
    with override(settings.LANGUAGE_CODE):
        path = reverse(view, args=[token])
        if "last_day" in said:
            said = {**said, "last_day": date_format(said["last_day"], "DATE_FORMAT")}
        context = Context(
            {**said, "link": f"{settings.SITE_URL}{path}", "site_url": settings.SITE_URL},
            autoescape=False,
        )
        engine = Engine.get_default()
        subject = engine.get_template(f"emails/{kind}.subject.txt").render(context)
        body = engine.get_template(f"emails/{kind}.txt").render(context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
