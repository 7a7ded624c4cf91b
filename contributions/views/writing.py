"""What came with a form: the boxes as typed, what the person was shown, what becomes of them."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from contributions.actions.registry import Request
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.services import save_draft
from contributions.editing.desk import Desk
from contributions.editing.typed import as_payload, as_query
from contributions.forms import EditForm, SendForm
from contributions.proposing import prepare
from offers.validation import InvalidFields


@dataclass
class Writing:
    """`base` is what the person was shown, `version` that of the proposal they say otherwise;
    `changes` is filled in by `prepare`. Nothing is kept of what is `is_only_read`."""

    desk: Desk
    typed: QueryDict
    base: dict[str, Any]
    seq: int = 0
    is_fresh: bool = False
    is_only_read: bool = False
    version: int = 0
    status: int = 200
    problem: str = ""
    unclear: tuple[str, ...] = ()
    has_newer: bool = False
    changes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.send = SendForm(self.typed, user=self.desk.user)
        boxes = as_payload(self.typed)
        own = {name: values for name, values in boxes.items() if name not in self.send.fields}
        data = None if self.is_fresh else as_query(own)
        self.form = EditForm(data, kind=self.desk.kind, target=self.desk.target, base=self.base)

    @property
    def sealed(self) -> str:
        return self.desk.seal(self.base)

    def read(self) -> None:
        """What was typed, as changes. Raises InvalidFields."""
        if strangers := self.form.strangers():
            message = _("This field cannot be changed here.")
            raise InvalidFields({name: [message] for name in strangers})
        if not self.form.is_valid():
            raise InvalidFields({})
        self.changes = self.form.changes()

    def prepare(self) -> Request:
        """The changes on the live row. Raises InvalidFields, NoChange, MovedMeanwhile."""
        self.read()
        return prepare(
            author=self.desk.user,
            target_kind=self.desk.kind.name,
            target=self.desk.target,
            changes=self.changes,
            base=self.base,
        )

    def values(self) -> dict[str, Any]:
        """The fields as far as what is typed can be read."""
        if self.is_fresh or not self.form.is_valid():
            return self.base
        changed, _errors = self.form.readable_changes()
        return {**self.base, **changed}

    def keep(self) -> None:
        """Save the draft. What another window typed later is left, and said."""
        if self.is_only_read:
            return
        try:
            draft = save_draft(
                place=self.desk.place,
                payload=as_payload(self.typed),
                seq=self.seq + 1,
                base=self.sealed,
            )
        except NewerDraft as newer:
            self.seq, self.has_newer = newer.kept.seq, True
        except DraftTooLong as too_long:
            self.problem = self.problem or str(too_long)
        else:
            self.seq = draft.seq
