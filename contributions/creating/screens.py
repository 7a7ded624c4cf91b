"""The four screens in their order, and what the whole draft says once they are read together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.creating.kinds import OfferKind, Typed, first, offer_kinds
from contributions.creating.places import commune_or_none
from contributions.creating.structures import Runner, prefilled, runner_of
from contributions.forms_creating.base import ScreenForm
from contributions.forms_creating.place import PlaceForm
from contributions.forms_creating.problem import ProblemForm
from contributions.forms_creating.sending import SendForm
from contributions.forms_creating.service import ServiceForm
from offers.validation import InvalidFields
from territories.models import Territory

# A copy carries along what no screen shows.
CARRIED, COPIED = "carried", "copied"
_POINT = ("latitude", "longitude")
_WHERE = ("street_address", "commune")


@dataclass(frozen=True, slots=True)
class Screen:
    """`code` stands in its address."""

    code: str
    title: Promise
    form: type[ScreenForm]


SCREENS = (
    Screen("besoin", _("The problem it answers"), ProblemForm),
    Screen("service", _("What is done there, and by whom"), ServiceForm),
    Screen("lieu", _("Where, when and how"), PlaceForm),
    Screen("envoi", _("Check and send"), SendForm),
)
BY_CODE = {screen.code: screen for screen in SCREENS}
FIRST, LAST = SCREENS[0], SCREENS[-1]


def after(screen: Screen) -> Screen:
    return SCREENS[min(SCREENS.index(screen) + 1, len(SCREENS) - 1)]


@dataclass(frozen=True)
class Written:
    """A draft, read whole. Each part is read once, when it is asked for."""

    typed: Typed
    user: User | None

    @cached_property
    def kind(self) -> OfferKind | None:
        return offer_kinds().get(first(self.typed, "kind"))

    @cached_property
    def commune(self) -> Territory | None:
        return commune_or_none(first(self.typed, "commune"))

    @cached_property
    def _read_runner(self) -> Runner | InvalidFields:
        try:
            return runner_of(self.typed, user=self.user, remote_from=self.commune)
        except InvalidFields as invalid:
            return invalid

    @property
    def runner(self) -> Runner | None:
        return self._read_runner if isinstance(self._read_runner, Runner) else None

    @property
    def seen_from(self) -> Territory | None:
        """The place an offer is looked at from: its commune, else that of its structure."""
        if self.commune or self.runner is None:
            return self.commune
        structure = self.runner.structure
        if structure is None:
            return Territory.objects.filter(uid=self.runner.new["commune"]).first()
        return structure.commune or structure.home_territory

    def form(self, screen: Screen, data: Any = None) -> ScreenForm:
        """The screen with what was sent, else with what is kept."""
        typed = self._with_prefilled(screen)
        return screen.form(data, typed=typed, kind=self.kind, **self._more(screen))

    def checked(self, screen: Screen) -> ScreenForm:
        """The screen as it is kept, with what is wrong on it."""
        form = screen.form.filled(
            self._with_prefilled(screen), kind=self.kind, **self._more(screen)
        )
        self.add_structure_errors(screen, form)
        return form

    def add_structure_errors(self, screen: Screen, form: ScreenForm) -> None:
        if screen.form is ServiceForm and isinstance(self._read_runner, InvalidFields):
            form.is_valid()
            for box, messages in self._read_runner.errors.items():
                form.add_error(box, list(messages))

    def _with_prefilled(self, screen: Screen) -> Typed:
        if screen.form is not PlaceForm or "person_phone" in self.typed:
            return self.typed
        known = {name: values for name, values in self.typed.items() if any(values)}
        return {**prefilled(self.runner), **known}

    def _more(self, screen: Screen) -> dict[str, Any]:
        return {"seen_from": self.seen_from} if screen.form is PlaceForm else {}

    @cached_property
    def forms(self) -> dict[str, ScreenForm]:
        """The screens that say something of the offer, checked."""
        return {screen.code: self.checked(screen) for screen in SCREENS if screen is not LAST}

    @property
    def is_complete(self) -> bool:
        return all(form.is_valid() for form in self.forms.values())

    def fields(self) -> dict[str, Any]:
        """The proposable fields of a complete draft."""
        said: dict[str, Any] = {}
        for form in self.forms.values():
            said |= form.fields_said()
        carried = self._carried()
        if any(carried.get(name) != said.get(name) for name in _WHERE):
            carried = {name: value for name, value in carried.items() if name not in _POINT}
        return {**{k: v for k, v in carried.items() if k not in said}, **said}

    def _carried(self) -> Mapping[str, Any]:
        text = first(self.typed, CARRIED)
        return json.loads(text) if text else {}

    @property
    def country(self) -> str:
        place = self.seen_from
        return place.country_code if place else settings.DEFAULT_COUNTRY
