from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.forms_creating.base import ScreenForm, text


class SendForm(ScreenForm):
    """The last word before sending."""

    proposal_summary = forms.CharField(
        label=_("How do you know this offer?"),
        help_text=_(
            "You work there, you send people there, you went there: it helps the animator."
        ),
        **text(rows=2, longest=500),
    )
    has_checked = forms.BooleanField(
        label=_("I have checked the address, the hours and the contacts of this copy"),
        required=False,
    )


class LinkForm(forms.Form):
    """Where to send the link that finds a draft again."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only to send you this link: we do not keep the address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
