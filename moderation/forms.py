"""The answers of an animator, each as a small form: the services decide what is missing in it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models import Proposal
from moderation.checks.findings import Finding
from moderation.deciding.answers import Refusal
from moderation.deciding.canned import Canned, messages_for, text_for
from moderation.desk.parts import Part, parts_of
from moderation.desk.twins import twins_of
from moderation.models import Decision
from offers.models import OfferPage

_OFFER_ADDRESS = re.compile(r"/offres/([0-9a-z]{8})(?:[-/?#]|$)")


def _ready(verdict: str) -> list[Canned]:
    return messages_for(verdict, get_language() or "fr")


_Reason = Decision.Reason
# What the author reads is a whole sentence (`Decision.Reason`); who decides reads its gist.
_REASONS = [
    (_Reason.NOT_CONFIRMED, _("Not confirmed")),
    (_Reason.OUTDATED, _("Out of date")),
    (_Reason.UNCLEAR, _("Less clear")),
    (_Reason.NOT_HERE, _("Not on this page")),
    (_Reason.PERSONAL_DATA, _("Private person")),
    (_Reason.PROMOTION, _("Advertising")),
    (_Reason.ALREADY_HERE, _("Already on the site")),
    (_Reason.OTHER, _("Other, below")),
]
_WHY = [("", _("Choose…")), *_REASONS]


class ReadyTexts(forms.RadioSelect):
    """Each bears the text its author would read: a script puts it in the box of the message."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self.texts = texts

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-text"] = self.texts.get(str(value), "")
        return option


class AnswerForm(forms.Form):
    """Several stand on one page: the ids of the boxes of each begin with its key."""

    key: ClassVar[str] = ""

    def __init__(
        self, data: QueryDict | None = None, *, proposal: Proposal | None = None, user: User
    ) -> None:
        super().__init__(data, auto_id=f"{self.key}_%s")
        self.proposal, self.user = proposal, user

    def typed(self, name: str) -> str:
        """As sent: the service decides what is missing, and says so."""
        return str(self.data.get(name, ""))

    def said(self) -> str:
        """The ready text that was chosen, in the language of the author, then what was typed."""
        author = None if self.proposal is None else self.proposal.author
        return text_for(author, self.typed("canned"), self.typed("message"))

    def ready(self, verdict: str, label: Any) -> forms.ChoiceField:
        """The ready texts of an answer, by their short names."""
        author = None if self.proposal is None else self.proposal.author
        choices = [(one.code, one.label) for one in _ready(verdict)]
        texts = {code: text_for(author, code) for code, _label in choices}
        return forms.ChoiceField(
            label=label, required=False, choices=choices, widget=ReadyTexts(texts)
        )


class RefusalForm(AnswerForm):
    """Why a proposal is refused: its author reads all of it."""

    key = "refuse"

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=_REASONS,
        widget=forms.RadioSelect(attrs={"required": True}),
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canned"] = self.ready(Decision.Verdict.REFUSE, _("Ready text"))


class AskForm(AnswerForm):
    """What the author should change: a ready text, words of one's own, or both."""

    key = "ask"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canned"] = self.ready(Decision.Verdict.ASK, _("Ready text"))
        self.fields["message"] = forms.CharField(
            label=_("Message"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class PartForm(AnswerForm):
    """Which changes go live, and what becomes of the rest."""

    key = "part"
    WAITS, REFUSED = "wait", "refuse"

    rest = forms.ChoiceField(
        label=_("The rest"),
        choices=[(WAITS, _("waits for another decision")), (REFUSED, _("is refused"))],
        initial=WAITS,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=_WHY)
    message = forms.CharField(
        label=_("Message to the author"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: list[Part] = parts_of(self.proposal) if self.proposal else []
        choices = [(part.path, part.text) for part in self.parts]
        paths = forms.MultipleChoiceField(
            label=_("What goes live"), choices=choices, widget=forms.CheckboxSelectMultiple
        )
        self.fields = {"paths": paths, **self.fields}

    @property
    def chosen(self) -> list[str]:
        return list(self.data.getlist("paths")) if isinstance(self.data, QueryDict) else []

    def refusal(self) -> Refusal | None:
        """None while the rest waits."""
        if self.typed("rest") != self.REFUSED:
            return None
        return Refusal(self.typed("reason"), self.typed("message"))


class JoinForm(AnswerForm):
    """Which of the other proposals on the page says the same."""

    key = "join"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = twins_of(self.proposal, self.user) if self.proposal else []
        self.twins = {str(one.uuid): one for one in found}
        self.fields["into"] = forms.ChoiceField(
            label=_("The one that stays"),
            choices=[
                (uuid, f"{one.author_label} : {one.summary}") for uuid, one in self.twins.items()
            ],
            widget=forms.RadioSelect(attrs={"required": True}),
        )


class TurnForm(AnswerForm):
    """Which page of the site is the offer that was proposed as a new one."""

    key = "turn"

    page = forms.ChoiceField(
        label=_("The page that stands"), required=False, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("Or its address"),
        help_text=_("Copied from the page, such as https://…/offres/…"),
        required=False,
        max_length=300,
    )

    def suggest(self, findings: Iterable[Finding]) -> None:
        """The pages that look like it, as the checks found them."""
        alike = [one for one in findings if one.code == "duplicate"]
        found = [(one.url, f"{one.detail} · {one.label}") for one in alike]
        cast(forms.ChoiceField, self.fields["page"]).choices = found
        if not found:
            del self.fields["page"]

    def found(self) -> OfferPage | None:
        """The live offer that was chosen or whose address was typed."""
        said = _OFFER_ADDRESS.search(self.typed("address") or self.typed("page"))
        if said is None:
            return None
        found: OfferPage | None = OfferPage.objects.filter(live=True, public_id=said[1]).first()
        return found


class EscalateForm(AnswerForm):
    """Why it is passed on."""

    key = "escalate"

    message = forms.CharField(
        label=_("What they should know"),
        help_text=_("The animators above read this."),
        widget=forms.Textarea(attrs={"rows": 2, "required": True}),
    )


class BatchForm(AnswerForm):
    """One answer for all that is ticked."""

    key = "batch"

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("accept", _("Accept all of them as shown")),
            ("refuse", _("Refuse all of them")),
            ("ask", _("Ask a change of each author")),
            ("skip", _("Skip them until tomorrow")),
        ],
        widget=forms.RadioSelect(attrs={"required": True}),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("When you refuse."),
        required=False,
        choices=_WHY,
    )
    message = forms.CharField(
        label=_("Message to the authors"),
        help_text=_("When you refuse or ask for a change: each of them reads it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, f"{one.label} · {one.text}") for one in _ready(Decision.Verdict.ASK)]
        self.fields["canned"] = forms.ChoiceField(
            label=_("Ready text"),
            help_text=_("When you ask for a change: each author reads it in their language."),
            required=False,
            choices=[("", _("None")), *choices],
            widget=forms.RadioSelect,
        )
