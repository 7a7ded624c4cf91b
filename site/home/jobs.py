"""Clock jobs of the apps that stand below the clock."""

from datetime import datetime, timedelta

from accounts.retention import warn_and_erase_idle
from home.caching.versions import add_up
from home.territory.digest import write_weekly
from journal.clock import job
from territories.services import expire_roles


@job("accounts.retention", every=timedelta(days=1))
def retention(at: datetime) -> None:
    warn_and_erase_idle(at)


@job("territories.expire_roles", every=timedelta(hours=1))
def roles(at: datetime) -> None:
    expire_roles(at)


@job("home.weekly_desks", every=timedelta(minutes=15))
def weekly_desks(at: datetime) -> None:
    write_weekly(at=at)


@job("home.page_changes", every=timedelta(minutes=5))
def page_changes(_at: datetime) -> None:
    add_up()
