"""What pages ask about reports."""

from django.db.models import QuerySet

from accounts.models import User
from contributions.models import Report
from territories.permissions import territories_moderated_by


def open_reports(*, offer_id: int | None = None, structure_id: int | None = None) -> list[Report]:
    """The reports of a page that nobody settled, for the line that says so: the oldest first."""
    page = Report.objects.open().of(offer_id=offer_id, structure_id=structure_id)
    shown = page.exclude(state=Report.State.DUPLICATE).order_by("created_at")
    return list(shown.only("reason", "created_at"))


def reports_to_read(user: User) -> QuerySet[Report]:
    """Those the person may settle by place, the most pressing first."""
    mine = Report.objects.filter(territory__in=territories_moderated_by(user))
    return mine.to_read().listed()
