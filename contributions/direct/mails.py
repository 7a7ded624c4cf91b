"""« The phone or the mail of your page has changed »: the message to the old address."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from accounts.links import make_link
from contributions.direct.putting_back import LINK, lines, title
from contributions.direct.receivers import TOPIC
from contributions.models import ContactChange
from journal import outbox
from journal.models import Outbox
from offers.keeping.bounds import bounds
from offers.keeping.mails import send_to_address
from offers.taken_out import is_taken_out


@outbox.handler(TOPIC, atomic=False)
def tell_old_address(row: Outbox) -> None:
    """The link lives until a week after the change, whenever the message leaves."""
    rows = ContactChange.objects.select_related("offer", "structure")
    change = rows.filter(uuid=row.key, put_back_at__isnull=True).first()
    if change is None or is_taken_out([change.told_to, change.before, change.after]):
        return
    ends = change.at + bounds().undo
    left = ends - timezone.now()
    token = make_link(LINK, None, {"change": change.pk}, left)
    with override(settings.LANGUAGE_CODE):
        said = lines(change)
    send_to_address(
        "contact_changed",
        to=change.told_to,
        view="contributions:put-contact-back",
        token=token,
        said={
            "title": title(change),
            "lines": said,
            "last_day": timezone.localdate(ends),
        },
    )
