"""What the pages of a draft show."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from contributions.creating.advising import advice_on
from contributions.creating.alike import alike_cards
from contributions.creating.drafting import begun_by, begun_here
from contributions.creating.kinds import label_of, offer_kinds
from contributions.creating.permissions import can_send_offer
from contributions.creating.previews import preview
from contributions.creating.screens import COPIED, FIRST, SCREENS, Screen, Written
from contributions.creating.sending import goes_live_at_once
from contributions.creating.structures import candidates
from contributions.forms_creating.base import ScreenForm
from contributions.forms_creating.sending import LinkForm
from contributions.models import Draft
from offers.models.structures import AddressVisibility
from offers.validation import InvalidFields

_SHOWN = 10


def page_of(
    written: Written, here: Screen, *, form: ScreenForm, draft: Draft | None
) -> dict[str, Any]:
    """The context of a screen, of a draft or of none yet."""
    form.show_needed()
    number = SCREENS.index(here)
    names = candidates(written.typed, user=written.user) if here.code == "service" else []
    return {
        "screens": SCREENS,
        "here": here,
        "number": number + 1,
        "previous": SCREENS[number - 1] if number else None,
        "form": form,
        "draft": draft,
        "kind": written.kind,
        "kinds": offer_kinds().values() if here is FIRST else (),
        "alike": alike_cards(written),
        "candidates": names,
        "copied": bool(written.typed.get(COPIED)),
        "typing_url": _typing_url(draft, here),
        "link_form": LinkForm() if draft and draft.owner_id is None else None,
    }


def _typing_url(draft: Draft | None, here: Screen) -> str:
    if draft is None:
        return reverse("contributions:creating-look")
    return reverse("contributions:creating-typing", args=[draft.uuid, here.code])


def review_of(written: Written, draft: Draft, *, at: datetime) -> dict[str, Any]:
    """What the last screen adds: what is missing, the page as it will be, who may send it."""
    missing = [
        {"screen": screen, "form": written.forms[screen.code]}
        for screen in SCREENS[:-1]
        if not written.forms[screen.code].is_valid()
    ]
    verdict = can_send_offer(written.user)
    context: dict[str, Any] = {"missing": missing, "verdict": verdict, "contradictions": []}
    if missing:
        return context
    try:
        shown = preview(written, at=at)
        is_direct = bool(verdict) and goes_live_at_once(written)
    except InvalidFields as invalid:
        said = [text for texts in invalid.errors.values() for text in texts]
        return {**context, "contradictions": said}
    hides_address = shown["offer"]["address"]["visibility"] != AddressVisibility.PUBLIC
    advice = advice_on(written.fields(), at=at, hides_address=hides_address)
    return {**context, "shown": shown, "advice": advice, "is_direct": is_direct}


def begun_drafts(user: User | None, keys: Collection[str]) -> list[dict[str, Any]]:
    """The offers begun and not sent by a person, or in this browser."""
    drafts = list(begun_by(user)[:_SHOWN]) if user else []
    return [_line(draft) for draft in [*drafts, *begun_here(keys)]]


def _line(draft: Draft) -> dict[str, Any]:
    return {
        "label": label_of(draft),
        "url": reverse("contributions:creating", args=[draft.uuid, FIRST.code]),
        "erase_url": reverse("contributions:creating-erase", args=[draft.uuid]),
        "updated_at": draft.updated_at,
        "expires_at": draft.expires_at,
    }
