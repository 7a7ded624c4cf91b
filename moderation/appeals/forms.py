from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models.appeals import LONGEST_ANSWER, LONGEST_APPEAL


class AppealForm(forms.Form):
    """Why somebody disagrees; the service decides whether it can be kept."""

    text = forms.CharField(
        label=_("Why do you disagree?"),
        help_text=_(
            "What was not seen, what you know, where it can be checked. Only animators read it."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": LONGEST_APPEAL, "required": True}),
    )


class SettlingForm(forms.Form):
    """What somebody else answers to an appeal."""

    UPHOLD, OVERTURN = "uphold", "overturn"

    verdict = forms.ChoiceField(
        label=_("Having looked at it again"),
        choices=[(UPHOLD, _("The decision stands")), (OVERTURN, _("The decision is overturned"))],
        widget=forms.RadioSelect,
        required=False,
    )
    answer = forms.CharField(
        label=_("Your answer to the person"),
        help_text=_("What you looked at, and why you decide so. In plain and kind words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_ANSWER, "required": True}),
    )
