from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.errors import Refused
from moderation.models import Flag


class FlagForm(forms.Form):
    """What is wrong with a message or a proposal, for the animators."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("Something to add"),
        help_text=_("Only the animators read it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )

    def refuse(self, refused: Refused) -> None:
        self.add_error(refused.field, refused.message)
