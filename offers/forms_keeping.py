from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.keeping.texts import LONGEST
from offers.models import Membership, StructureClaim
from offers.presentation import spoken_phone

_MAIL, _PHONE, _EVIDENCE = "mail", "phone", "evidence"
_ROLES = (
    (Membership.Role.EDITOR, _("Editor: changes the pages")),
    (Membership.Role.OWNER, _("Owner: changes the pages, and says who keeps them")),
)


class ClaimForm(forms.Form):
    """One choice among the proofs there are: each address, each number, or documents."""

    proof = forms.ChoiceField(
        label=_("How can you show that you speak for this structure?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of these ways."),
            "invalid_choice": _("This way is not open any more: choose another one."),
        },
    )
    evidence = forms.CharField(
        label=_("What can the animator check?"),
        help_text=_(
            "Only for the last way. Your role there, a page that names you, a number to call. "
            "The animators of the territory read it, and the owners of the pages if they contest."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )

    def __init__(self, data: Any = None, *, mails: list[str], phones: list[str]) -> None:
        super().__init__(data)
        self.fields["proof"].choices = [  # type: ignore[attr-defined]
            *(
                (f"{_MAIL}:{mail}", _("Send a message to %(address)s") % {"address": mail})
                for mail in mails
            ),
            *(
                (
                    f"{_PHONE}:{phone}",
                    _("An animator calls %(number)s and reads out a code there")
                    % {"number": spoken_phone(phone)},
                )
                for phone in phones
            ),
            (_EVIDENCE, _("Neither: explain it to an animator")),
        ]
        if not mails and not phones:
            self.fields["proof"].choices = [(_EVIDENCE, _("Explain it to an animator"))]  # type: ignore[attr-defined]
            self.fields["proof"].initial = _EVIDENCE

    @property
    def chosen(self) -> tuple[str, str]:
        """The way, and the address or number."""
        way, _sign, contact = self.cleaned_data["proof"].partition(":")
        return str(StructureClaim.Way(way)), contact


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits that the animator read out"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ReasonForm(forms.Form):
    """A sentence that the other side reads."""

    text = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )

    def __init__(self, data: Any = None, *, label: Any, help_text: Any = "") -> None:
        super().__init__(data)
        self.fields["text"].label = label
        self.fields["text"].help_text = help_text


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("With or without an account: the message explains what to do."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("What this person may do"),
        choices=_ROLES,
        initial=Membership.Role.EDITOR,
        widget=forms.RadioSelect,
    )


class LeaveForm(forms.Form):
    """The last owner says who follows, or that nobody does."""

    successor = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Who follows you as owner?"),
        empty_label=_("Nobody"),
        required=False,
    )
    declares_orphan = forms.BooleanField(
        label=_("Nobody keeps these pages from now on: tell the animators of the territory"),
        required=False,
    )

    def __init__(self, data: Any = None, *, mine: Membership) -> None:
        super().__init__(data)
        others = Membership.objects.filter(structure=mine.structure, user__is_active=True)
        people = others.exclude(pk=mine.pk).select_related("user").order_by("since", "pk")
        field = self.fields["successor"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda member: member.user.display_name  # type: ignore[attr-defined]
        self.is_owner = mine.role == Membership.Role.OWNER
        if not self.is_owner:
            self.fields.clear()
