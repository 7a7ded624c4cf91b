from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.creating.places import read_commune
from contributions.forms_creating.base import LONGEST, ScreenForm, terms, text
from contributions.simple_text import to_html
from offers.models import Need, Term
from offers.words import words
from territories.models import Territory


class ProblemForm(ScreenForm):
    """Which problem it answers, and for whom."""

    needed = frozenset({"title", "needs"})
    texts = ("title", "summary", "access_conditions")

    title = forms.CharField(
        label=_("Its name, in words anyone understands"),
        help_text=_("What people read first in the results. No acronym, no brand name alone."),
        **text(),
    )
    summary = forms.CharField(
        label=_("In one sentence"),
        help_text=_("What one comes for and what one leaves with. 280 characters at most."),
        **text(rows=3),
    )
    needs = forms.MultipleChoiceField(
        label=_("Which problems does it answer?"),
        help_text=_("People search by their problem: this is what makes your offer come out."),
    )
    audiences = forms.MultipleChoiceField(
        label=_("For whom?"),
        help_text=_("Tick only those the offer is meant for, or “Everyone” alone."),
        widget=forms.CheckboxSelectMultiple,
    )
    access_conditions = forms.CharField(
        label=_("Are there conditions?"),
        help_text=_("So that nobody comes for nothing. If there are none, write it: it reassures."),
        **text(rows=3, longest=LONGEST),
    )
    commune = forms.CharField(
        label=_("In which commune?"),
        help_text=_("We look at once whether this offer is here already. Empty if all is remote."),
        **text(autocomplete="off"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choices("needs", [(need.code, need.label) for need in _needs()])
        self.offer_choices("audiences", terms(Term.Scheme.AUDIENCE))

    def clean_commune(self) -> Territory | None:
        found: Territory | None = self.read("commune", read_commune)
        return found

    def fields_said(self) -> dict[str, Any]:
        data = self.values
        return {
            "title": data["title"],
            "summary": data["summary"],
            "needs": data["needs"],
            "audiences": data["audiences"],
            "access_conditions": to_html(data["access_conditions"]),
        }

    def need_groups(self) -> list[dict[str, Any]]:
        """Needs under their category, with how many are ticked."""
        ticked = set(self["needs"].value() or [])
        groups: dict[int, dict[str, Any]] = {}
        for need in sorted(_needs(), key=lambda need: need.position):
            group = groups.setdefault(need.category_id or 0, {"needs": [], "ticked": 0})
            group["needs"].append((need, need.code in ticked))
            group["ticked"] += need.code in ticked
        above = {need.pk: need for need in words().needs.values()}
        ordered = sorted(groups.items(), key=lambda item: above[item[0]].position)
        return [{**group, "category": above[pk]} for pk, group in ordered]


def _needs() -> list[Need]:
    return [
        need
        for need in words().needs.values()
        if need.category_id is not None and need.replaced_by_id is None
    ]
