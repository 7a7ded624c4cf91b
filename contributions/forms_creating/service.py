from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.creating.places import read_commune
from contributions.forms_creating.base import LONGEST, ScreenForm, terms, text
from contributions.simple_text import to_html
from offers import normalise
from offers.models import Term
from territories.models import Territory


class ServiceForm(ScreenForm):
    """What is done there, and who runs it; the structure itself is read in `structures`."""

    needed = frozenset({"structure_name"})
    texts = ("what", "how_it_goes")

    structure_name = forms.CharField(
        label=_("Which structure runs it?"),
        help_text=_("The association, service or town hall that answers for it."),
        **text(autocomplete="off"),
    )
    structure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    new_kind = forms.CharField(
        label=_("What kind of structure"),
        help_text=_("For instance: association, town hall, social centre."),
        **text(),
    )
    new_commune = forms.CharField(label=_("Its commune"), **text(autocomplete="off"))
    new_phone = forms.CharField(
        label=_("Its phone"),
        help_text=_("So that the animator can make sure that it exists."),
        **text(inputmode="tel", autocomplete="off"),
    )
    new_website = forms.CharField(
        label=_("Its web site"), **text(inputmode="url", autocomplete="off")
    )
    what = forms.CharField(
        label=_("What is done there?"),
        help_text=_("As you would tell it on the phone. A blank line begins a new paragraph."),
        **text(rows=6, longest=LONGEST),
    )
    how_it_goes = forms.CharField(
        label=_("How does it go, from the first contact on?"),
        help_text=_("Knowing what awaits one makes the first step easier."),
        **text(rows=4, longest=LONGEST),
    )
    documents = forms.CharField(
        label=_("What must one bring?"),
        help_text=_("One document per line. It saves a second journey."),
        **text(rows=3, longest=LONGEST),
    )
    service_types = forms.MultipleChoiceField(
        label=_("What kind of help is it?"), widget=forms.CheckboxSelectMultiple
    )
    fee = forms.ChoiceField(
        label=_("Does one pay?"),
        help_text=_("Many give up because they are afraid of the price."),
        widget=forms.RadioSelect,
    )
    fee_detail = forms.CharField(
        label=_("How much?"), help_text=_("For instance: 5 € a day, or by income."), **text()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choices("service_types", terms(Term.Scheme.SERVICE_TYPE))
        fees = [("", str(_("Not said"))), *terms(Term.Scheme.FEE)]
        self.offer_choices("fee", fees)
        self.fields["fee"].initial = self.fields["fee"].initial or ""

    def clean_new_commune(self) -> Territory | None:
        found: Territory | None = self.read("new_commune", read_commune)
        return found

    def clean_new_website(self) -> str:
        return str(self.read("new_website", normalise.url))

    def fields_said(self) -> dict[str, Any]:
        data = self.values
        return {
            "what": to_html(data["what"]),
            "how_it_goes": to_html(data["how_it_goes"]),
            "documents": data["documents"].splitlines(),
            "service_types": data["service_types"],
            "fee": data["fee"],
            "fee_detail": data["fee_detail"],
        }
