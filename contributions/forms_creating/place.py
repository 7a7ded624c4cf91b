from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.choices import language_codes
from contributions.creating.hours import read_hours
from contributions.creating.places import REACHES, area_served, read_commune
from contributions.creating.ways import rows_of
from contributions.forms_creating.base import ScreenForm, terms, text
from offers import normalise
from offers.models import Term
from territories.models import Territory


class PlaceForm(ScreenForm):
    """Where, when, and how to reach it. `seen_from` stands in for the commune of what is remote."""

    needed = frozenset({"reception_modes", "reach"})
    boxes: ClassVar[Mapping[str, str]] = {
        "engage_person": "person_phone",
        "engage_worker": "worker_phone",
        "coverage": "reach",
    }

    reception_modes = forms.MultipleChoiceField(
        label=_("Does one come, or is it done from afar?"), widget=forms.CheckboxSelectMultiple
    )
    commune = forms.CharField(
        label=_("Commune"),
        help_text=_("Where people are received. Needed as soon as one comes on the spot."),
        **text(autocomplete="off"),
    )
    street_address = forms.CharField(
        label=_("Number and street"),
        help_text=_("Empty if the place is kept secret, to protect those who come."),
        **text(autocomplete="off"),
    )
    postal_code = forms.CharField(
        label=_("Postal code"), **text(inputmode="numeric", autocomplete="off")
    )
    opening_hours = forms.CharField(
        label=_("Days and hours"),
        help_text=_("Write it as you say it: Monday to Friday 9:00-12:00 and 14:00-17:00."),
        **text(rows=2),
    )
    reach = forms.ChoiceField(
        label=_("Where must one live to use it?"),
        help_text=_("The offer will be shown to people who live there."),
        widget=forms.RadioSelect,
    )
    person_phone = forms.CharField(
        label=_("By phone"),
        help_text=_("For instance 05 36 49 00 12."),
        **text(inputmode="tel", autocomplete="off"),
    )
    person_mail = forms.CharField(
        label=_("By mail"),
        help_text=_("It will be public: prefer that of the service to that of a person."),
        **text(inputmode="email", autocomplete="off"),
    )
    person_link = forms.CharField(
        label=_("On a web page"),
        help_text=_("A form, or an appointment book. Copy the address whole, with https://."),
        **text(inputmode="url", autocomplete="off"),
    )
    person_come = forms.BooleanField(label=_("One can come without an appointment"), required=False)
    person_refer = forms.BooleanField(
        label=_("One must be sent by a worker: social worker, adviser, doctor…"), required=False
    )
    person_note = forms.CharField(
        label=_("Good to know"),
        help_text=_("Who answers, and when to call best."),
        **text(),
    )
    worker_phone = forms.CharField(
        label=_("Their phone number"), **text(inputmode="tel", autocomplete="off")
    )
    worker_mail = forms.CharField(
        label=_("Their mail address"), **text(inputmode="email", autocomplete="off")
    )
    worker_link = forms.CharField(
        label=_("Their referral form"), **text(inputmode="url", autocomplete="off")
    )
    worker_note = forms.CharField(
        label=_("What to send or say"), help_text=_("For instance: the referral sheet."), **text()
    )
    website = forms.CharField(
        label=_("Web page of the offer"), **text(inputmode="url", autocomplete="off")
    )
    languages_spoken = forms.CharField(
        label=_("Languages spoken on the spot"),
        help_text=_("Names with commas: French, Arabic, Dari. It decides many to call."),
        **text(),
    )

    def __init__(
        self, *args: Any, seen_from: Territory | None = None, country: str = "fr", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seen_from = seen_from
        self.region = (seen_from.country_code if seen_from else country).upper()
        self.offer_choices("reception_modes", terms(Term.Scheme.RECEPTION_MODE))
        self.offer_choices("reach", _reaches(seen_from))
        self.fields["reach"].initial = self.fields["reach"].initial or REACHES[0]

    def clean_reception_modes(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["reception_modes"]
        if not chosen:
            raise forms.ValidationError(_("Say whether one comes, or whether it is done remotely."))
        return chosen

    def clean_commune(self) -> Territory | None:
        found: Territory | None = self.read("commune", read_commune)
        return found

    def clean_opening_hours(self) -> str:
        return str(self.read("opening_hours", read_hours))

    def clean_languages_spoken(self) -> list[str]:
        codes = language_codes(self.cleaned_data["languages_spoken"])
        return list(self.read("languages_spoken", lambda _typed: normalise.languages(codes)))

    def clean_website(self) -> str:
        return str(self.read("website", normalise.url))

    def clean_person_phone(self) -> str:
        return self._phone("person_phone")

    def clean_worker_phone(self) -> str:
        return self._phone("worker_phone")

    def clean_person_mail(self) -> str:
        return str(self.read("person_mail", normalise.email))

    def clean_worker_mail(self) -> str:
        return str(self.read("worker_mail", normalise.email))

    def clean_person_link(self) -> str:
        return str(self.read("person_link", normalise.url))

    def clean_worker_link(self) -> str:
        return str(self.read("worker_link", normalise.url))

    def _phone(self, name: str) -> str:
        commune = self.cleaned_data.get("commune")
        region = commune.country_code.upper() if commune else self.region
        return str(self.read(name, lambda typed: normalise.phone(typed, region=region)))

    def fields_said(self) -> dict[str, Any]:
        data = self.values
        commune = data["commune"]
        return {
            "reception_modes": data["reception_modes"],
            "commune": commune.uid if commune else None,
            "street_address": data["street_address"],
            "postal_code": data["postal_code"],
            "opening_hours": data["opening_hours"],
            "coverage": self._coverage(commune or self.seen_from),
            "engage_person": rows_of(data, "person"),
            "engage_worker": rows_of(data, "worker"),
            "website": data["website"],
            "languages_spoken": data["languages_spoken"],
        }

    def _coverage(self, seen_from: Territory | None) -> list[str]:
        reach = self.values["reach"] or REACHES[0]
        area = area_served(reach, seen_from) if seen_from else None
        return [area.uid] if area else []


def _reaches(seen_from: Territory | None) -> list[tuple[str, str]]:
    """Each reach by the name of its area, as far as the place is known."""
    plain = {
        "commune": _("In the commune"),
        "department": _("In the department"),
        "region": _("In the region"),
        "country": _("Anywhere in the country"),
    }
    areas = {reach: area_served(reach, seen_from) if seen_from else None for reach in REACHES}
    return [
        (reach, f"{plain[reach]} ({area.name})" if (area := areas[reach]) else str(plain[reach]))
        for reach in REACHES
    ]
