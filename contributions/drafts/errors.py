"""Why a draft was not kept."""

from django.utils.translation import gettext as _

from contributions.models import Draft


class NewerDraft(Exception):
    """What is kept was typed later than what came: an older text never takes its place."""

    def __init__(self, kept: Draft) -> None:
        super().__init__(kept.seq)
        self.kept = kept

    def __str__(self) -> str:
        return _("A newer draft of yours, typed in another window, is kept.")


class DraftTooLong(Exception):
    """More text than any page can hold."""

    def __str__(self) -> str:
        return _("This draft is too long to be kept. Shorten it, or send it in two parts.")
