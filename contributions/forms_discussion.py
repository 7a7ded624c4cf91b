from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.discussion.errors import Unsaid
from contributions.discussion.places import Place
from contributions.models import Post
from contributions.models.discussion import LONGEST_SUBJECT


class MessageForm(forms.Form):
    """What someone says; the service decides whether it can be kept."""

    body = forms.CharField(
        label=_("Your message"),
        help_text=_(
            "Plain text. Web addresses become links. Please write nothing private about anyone."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def refuse(self, unsaid: Unsaid) -> None:
        self.add_error(unsaid.field if unsaid.field in self.fields else None, unsaid.message)


class ThreadForm(MessageForm):
    """A new discussion: what it is about, and its first message."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("A few words, such as: Is it still open on Saturdays?"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_SUBJECT}),
    )
    field_order = ("subject", "field", "body")

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [(name, place.label_of(name).capitalize()) for name in place.schema]
        self.fields["field"] = forms.ChoiceField(
            label=_("Part of the page it is about"),
            choices=[("", _("The page as a whole")), *parts],
            required=False,
        )
        self.order_fields(self.field_order)


class HidingForm(forms.Form):
    """Why a message is hidden: its author reads it."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose…")), *Post.Reason.choices]
    )
