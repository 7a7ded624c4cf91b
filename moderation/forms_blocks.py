from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.blocks.permissions import BY_AN_ADMINISTRATOR, BY_AN_ANIMATOR, OF_A_NETWORK
from moderation.blocks.services import LONGEST
from moderation.durations import choices
from moderation.forms_lasting import LastingForm
from moderation.models import Block
from territories.models import Territory
from territories.permissions import administers, is_global_administrator

EVERYWHERE = "everywhere"


class _BlockForm(LastingForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Block.Reason.choices)
    message = forms.CharField(
        label=_("Message to the person"),
        help_text=_("What happened, and what would let them contribute again. They read it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )
    private_note = forms.CharField(
        label=_("Note for the animators"),
        help_text=_("The person does not see it, but may ask for it: facts only."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
    )
    lasts = forms.ChoiceField(label=_("For how long"), initial="1")


class BlockForm(_BlockForm):
    """What somebody may not do, where, why and how long; by their address when no account is
    given."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Only a fingerprint of it is kept."),
        required=False,
    )
    acts = forms.MultipleChoiceField(
        label=_("For now, the person cannot"),
        choices=Block.Act.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    scope = forms.ChoiceField(label=_("Where"))
    field_order = ["email", "acts", "scope", "lasts", "reason", "message", "private_note"]

    def __init__(
        self, *args: Any, by: User, territories: list[Territory], has_account: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._territories = {str(territory.pk): territory for territory in territories}
        is_global = is_global_administrator(by)
        scopes: list[tuple[str, Any]] = [(key, one.name) for key, one in self._territories.items()]
        self.choose("scope", [*scopes, *([(EVERYWHERE, _("The whole site"))] if is_global else [])])
        self.choose("lasts", choices(_longest(by, territories, is_global=is_global)))
        if has_account:
            del self.fields["email"]

    @property
    def territory(self) -> Territory | None:
        return self._territories.get(self.cleaned_data["scope"])


class NetworkForm(_BlockForm):
    """A connection to the Internet, kept from writing for a week at most."""

    address = forms.CharField(
        label=_("Address of the network"),
        help_text=_("As in 203.0.113.7 or 2001:db8::1. Only a fingerprint of it is kept."),
        max_length=45,
    )
    field_order = ["address", "lasts", "reason", "message", "private_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("lasts", choices(OF_A_NETWORK))


def _longest(by: User, territories: list[Territory], *, is_global: bool) -> timedelta | None:
    if is_global:
        return None
    if territories and all(administers(by, territory) for territory in territories):
        return BY_AN_ADMINISTRATOR
    return BY_AN_ANIMATOR
