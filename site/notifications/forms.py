from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.models import Frequency, Preferences
from notifications.preferences import TIME_ZONES


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("When do you want to hear of it?"),
        choices=Frequency.choices,
        initial=Frequency.WEEKLY,
        widget=forms.RadioSelect,
    )


class PreferencesForm(forms.Form):
    mailed = forms.MultipleChoiceField(
        label=_("Also write to me about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you do without by mail still shows on your page."),
    )
    time_zone = forms.ChoiceField(
        label=_("Where you live"),
        required=False,
        choices=list(TIME_ZONES.items()),
        help_text=_("Daily and weekly mails leave at 7 in the morning there."),
    )

    def __init__(self, data: Any = None, *, preferences: Preferences) -> None:
        optional = kinds.optional_for(preferences.user)
        wanted = [kind for kind in optional if kind not in preferences.silenced]
        super().__init__(data, initial={"time_zone": preferences.time_zone, "mailed": wanted})
        cast("forms.MultipleChoiceField", self.fields["mailed"]).choices = list(optional.items())
