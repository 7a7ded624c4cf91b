"""Proposals made as in life."""

from typing import Any

from bs4 import BeautifulSoup, Tag

from accounts.models import User
from contributions import services
from contributions.models import Proposal
from offers.models import OfferPage

WHY = "Le tarif a changé en janvier."


def ask(**said: Any) -> Proposal:
    """An open proposal on an offer, told as the service takes it."""
    return services.propose(**{"target_kind": Proposal.Target.OFFER, "summary": WHY, **said})


def propose(offer: OfferPage, author: User, *, summary: str = WHY, **changes: Any) -> Proposal:
    """An open proposal; by default of another fee."""
    changes = changes or {"fee_detail": "6 € par jour"}
    return ask(author=author, target=offer, changes=changes, summary=summary)


def form_data(response: Any, number: int = 0) -> dict[str, Any]:
    """What a browser without JavaScript would send for a form of the page, untouched."""
    soup = BeautifulSoup(response.content, "html.parser")
    return sent_by(
        [form for form in soup.select("main form") if form.get("method") == "post"][number]
    )


def sent_by(form: Tag) -> dict[str, Any]:
    """What a browser without JavaScript would send for this form, untouched."""
    data: dict[str, Any] = {}
    for box in form.select("input[name], select[name], textarea[name]"):
        value = _value(box)
        if value is None:
            continue
        if box.get("type") == "checkbox" and box.get("value"):
            data.setdefault(box["name"], []).append(value)
        else:
            data[box["name"]] = value
    return data


def _value(box: Tag) -> str | None:
    if box.name == "textarea":
        # A browser drops the first line end of a text area.
        return box.get_text().removeprefix("\n").replace("\n", "\r\n")
    if box.name == "select":
        chosen = box.select_one("option[selected]") or box.select_one("option")
        return chosen["value"] if chosen else ""
    if box.get("type") in {"checkbox", "radio"} and not box.has_attr("checked"):
        return None
    return box.get("value", "")
