"""What a browser without JavaScript finds on the pages of the desk."""

from typing import Any

from bs4 import BeautifulSoup
from django.urls import reverse

from contributions.models import Proposal
from tests.forms import forms_of


def item(proposal: Proposal, query: str = "") -> str:
    return reverse("moderation:proposal", args=[proposal.uuid]) + query


def act(name: str, proposal: Proposal) -> str:
    return reverse(f"moderation:{name}", args=[proposal.uuid])


def decide(client: Any, proposal: Proposal, name: str, **typed: Any) -> Any:
    """Read the item, then send one of its forms."""
    data = form_to(client.get(item(proposal)), act(name, proposal))
    return client.post(act(name, proposal), {**data, **typed})


def form_to(response: Any, action: str) -> dict[str, Any]:
    """What it would send for the form that leads there, untouched; the query is left aside."""
    return next(form.data for form in forms_of(response) if form.action == action)


def words(response: Any) -> str:
    """The words of the page, as they are read."""
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    return " ".join(main.get_text(" ").split())
