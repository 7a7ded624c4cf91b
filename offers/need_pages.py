"""How the page of a need changes: one validation, one revision, never past what was accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from journal.audit import record
from offers import normalise
from offers.following import tell_need_followers
from offers.models import NeedPage
from offers.normalise import Refused
from offers.saying import Saying
from offers.signals import keys_of
from offers.validation import InvalidFields
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class NeedPageField:
    name: str
    kind: Literal["scalar"] = "scalar"

    @property
    def label(self) -> str:
        return str(NeedPage._meta.get_field(self.name).verbose_name)


# The label of a need is its vocabulary's, for all who use it: only its explanation is written here.
NEED_PAGE_FIELDS = {"description": NeedPageField("description")}

_READERS: dict[str, Callable[[Any], Any]] = {"description": normalise.lines(longest=2000)}


def need_page_snapshot(page: NeedPage) -> dict[str, Any]:
    """Its fields, spelt as those that are proposed: a space of another kind is no change."""
    return {name: as_typed(_READERS[name], getattr(page, name)) for name in NEED_PAGE_FIELDS}


def as_typed(reader: Callable[[Any], Any], value: Any) -> Any:
    """A value that was shipped, as if a person had typed it; one too odd for that, as it is."""
    try:
        return reader(value)
    except Refused:
        return value


def check_need_page(current: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """All fields as they would be after the changes. Writes nothing. Raises InvalidFields."""
    merged = {name: current.get(name, "") for name in NEED_PAGE_FIELDS}
    errors = {
        name: [_("This field cannot be changed here.")] for name in changes if name not in merged
    }
    for name in merged.keys() & changes.keys():
        try:
            merged[name] = _READERS[name](changes[name])
        except Refused as refusal:
            errors[name] = [str(refusal)]
    if errors:
        raise InvalidFields(errors)
    return merged


def keeping_country() -> Territory:
    """Needs, and how people say them, belong to the animators of the country of the site."""
    return Territory.objects.get(uid=settings.DEFAULT_COUNTRY)


def lock_need_page(pk: int) -> NeedPage:
    """The live row, both its tables locked until the transaction ends."""
    page: NeedPage = NeedPage.objects.select_for_update(of=("self", "page_ptr")).get(pk=pk)
    return page


@transaction.atomic
def publish_need_page(
    *, page: NeedPage, fields: Mapping[str, Any], action: str, **said: Unpack[Saying]
) -> Revision:
    """Make the fields live, as one revision by their author. Permissions are the caller's.

    Raises InvalidFields; then nothing is written.
    """
    live = lock_need_page(page.pk)
    before = need_page_snapshot(live)
    merged = check_need_page(before, fields)
    for name, value in merged.items():
        setattr(live, name, value)
    changed = sorted(name for name in merged if merged[name] != before[name])
    return _go_live(live, action, {"fields": changed, **said["data"]}, said)


def _go_live(live: NeedPage, action: str, codes: dict[str, Any], said: Saying) -> Revision:
    actor = said["accepted_by"] or said["author"]
    revision: Revision = live.save_revision(
        user=said["author"], clean=False, changed=True, log_action=False
    )
    # Our own policy decided before this was called.
    revision.publish(user=actor, log_action=False, skip_permission_checks=True)
    by = {
        "by_person": said["author"] is not None,
        "was_accepted": said["accepted_by"] is not None,
    }
    log(
        instance=live,
        action="offers.publish",
        user=actor,
        revision=revision,
        content_changed=True,
        data={**codes, **by, "summary": said["summary"], "action": action},
    )
    record(
        actor=actor,
        action=action,
        subject=live,
        territory=keeping_country(),
        data={**codes, "revision": revision.pk},
    )
    tell_need_followers(live.need, by=keys_of(said["author"], said["accepted_by"]))
    return revision
