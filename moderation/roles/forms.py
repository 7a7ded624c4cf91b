"""Giving, prolonging, entrusting and taking back roles: what is typed, and what it means."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.roles.queries import account_at
from search.presentation import place_label
from territories.lookup import Place
from territories.models import MemberRole, Territory, Zone
from territories.permissions import LOCAL_ROLES, is_global_administrator
from territories.resolution import resolve_place
from territories.services import LOCAL_GRANT, LONGEST_DELEGATION

LONGEST_MESSAGE = 500
# What has no end is said by leaving the day out, not by a day after all days.
_FURTHEST = timedelta(days=36_525)
_EXPLAINED = {
    MemberRole.Role.ANIMATOR: _("Animator: decides on proposals and reports of the place"),
    MemberRole.Role.TERRITORY_ADMIN: _(
        "Administrator: decides too, names the animators, brings files in"
    ),
    MemberRole.Role.GLOBAL_ADMIN: _("Global administrator: everything, everywhere"),
    MemberRole.Role.OVERSIGHT: _("Oversight: the second person when a text is erased for good"),
}


class DayField(forms.DateField):
    """A last day, from tomorrow up to the longest time allowed; without one, within a century."""

    def __init__(self, *, within: timedelta | None, **kwargs: Any) -> None:
        today = timezone.localdate()
        self.first = today + timedelta(days=1)
        self.last = today + (within or _FURTHEST) - timedelta(days=1)
        attrs = {"type": "date", "min": self.first.isoformat(), "max": self.last.isoformat()}
        widget = forms.DateInput(attrs=attrs, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and value < self.first:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        if value is not None and value > self.last:
            limit = _("Choose a day up to %(day)s.")
            raise forms.ValidationError(limit % {"day": date_format(self.last, "DATE_FORMAT")})


class _PersonForm(forms.Form):
    """Somebody named by the address they sign in with."""

    user: User | None = None
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("The one they sign in with."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        self.user = account_at(address)
        if self.user is None:
            raise forms.ValidationError(
                _(
                    "Nobody has confirmed this address here. Ask the person to create their "
                    "account, then come back."
                )
            )
        return address


class RoleForm(_PersonForm):
    """Who, what, where, until when. A place whose name others share is chosen in a second step."""

    role = forms.ChoiceField(label=_("What this person may do"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Territory"),
        help_text=_("A department, a region, a commune or an intercommunality."),
        required=False,
        max_length=160,
    )
    place_uid = forms.ChoiceField(
        label=_("Which one exactly?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, granter: User, initial: Any = None) -> None:
        super().__init__(data, initial={"role": MemberRole.Role.ANIMATOR, **(initial or {})})
        is_global = is_global_administrator(granter)
        allowed = MemberRole.Role if is_global else LOCAL_ROLES
        self.fields["role"].choices = [(one.value, _EXPLAINED[one]) for one in allowed]  # type: ignore[attr-defined]
        within = None if is_global else LOCAL_GRANT
        self.fields["until"] = DayField(
            label=_("Until the end of the day"),
            help_text=_("It can be prolonged; the person is told 30 days before."),
            within=within,
            required=not is_global,
            initial=timezone.localdate() + LOCAL_GRANT - timedelta(days=1),
        )
        self.places = self._candidates()
        self.fields["place_uid"].choices = [(one.uid, place_label(one)) for one in self.places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        is_local = found.get("role") in LOCAL_ROLES
        self.chosen = self._chosen(found.get("place_uid", "")) if is_local else None
        if is_local and not self.chosen:
            self.add_error(*self._what_is_missing())
        return found

    @property
    def where(self) -> dict[str, Any]:
        """The place, as the service is told."""
        return where(self.chosen)

    def _candidates(self) -> list[Place]:
        if not self.is_bound:
            return []
        return list(resolve_place(str(self.data.get("place", ""))).choices)

    def _chosen(self, uid: str) -> Place | None:
        if len(self.places) == 1:
            return self.places[0]
        return next((one for one in self.places if one.uid == uid), None)

    def _what_is_missing(self) -> tuple[str, Any]:
        if self.places:
            return "place_uid", _("Several places have this name: choose one.")
        return "place", _(
            "We know no place of this name: give a department, a commune or its code."
        )


class RenewalForm(forms.Form):
    def __init__(self, data: Any = None, *, granter: User) -> None:
        super().__init__(data, auto_id="renew_%s")
        is_global = is_global_administrator(granter)
        self.fields["until"] = DayField(
            label=_("New last day"),
            within=None if is_global else LOCAL_GRANT,
            initial=timezone.localdate() + LOCAL_GRANT - timedelta(days=1),
        )


class DelegationForm(_PersonForm):
    """Who decides in my stead, and until when."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="entrust_%s")
        self.fields["until"] = DayField(
            label=_("Until the end of the day"),
            help_text=_("The day before you are back."),
            within=LONGEST_DELEGATION,
        )


class RevocationForm(forms.Form):
    message = forms.CharField(
        label=_("Message to the person"),
        help_text=_("Why, and whom they may ask. They read it in the mail that tells them."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_MESSAGE}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="revoke_%s")


def where(place: Place | None) -> dict[str, Any]:
    return {
        "territory": place if isinstance(place, Territory) else None,
        "zone": place if isinstance(place, Zone) else None,
    }
