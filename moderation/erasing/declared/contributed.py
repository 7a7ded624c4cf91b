"""What people wrote: proposals, discussions, reports, decisions, imports, drafts."""

from django.core import signing
from django.db.models import Q

from contributions.models import Proposal
from moderation.erasing.stores import Codec, Store, Way, hold_codes, keep, linked

_KINDS = ("offer", "structure", "need_page", "expression")


def _through(*prefixes: str, kinds: tuple[str, ...] = _KINDS) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(f"{prefix}{kind}" for prefix in prefixes) for kind in kinds}


_DISCUSSED = {
    **_through("proposal__"),
    **_through("", "proposal__", kinds=("offer", "structure", "need_page")),
    "proposal": ("proposal",),
}
_PROPOSALS = linked(**_through(""), proposal=("pk",))
_OF_PROPOSALS = linked(**_through("proposal__"), proposal=("proposal",))
_THREADS = linked(**_DISCUSSED)
_POSTS = linked(
    **{kind: tuple(f"thread__{one}" for one in lookups) for kind, lookups in _DISCUSSED.items()}
)
_OF_TWO = linked(**_through("", kinds=("offer", "structure")))
_REPORTS = linked(
    **_through("", "proposal__", kinds=("offer", "structure")), proposal=("proposal",)
)


def _drafts(kind: str, key: int) -> Q:
    """Of changes to the page, and of the proposals on it that are being said otherwise."""
    if kind == "proposal":
        return Q(target_kind=kind, target_id=key)
    on_page = Proposal.objects.filter(**{kind: key}).values("pk")
    return Q(target_kind=kind, target_id=key) | Q(target_kind="proposal", target_id__in=on_page)


_OPEN = Q(state__in=Proposal.OPEN)
# The page as its author saw it, signed: no key of the site tells for whom.
_SEALED = Codec(
    read=lambda text: signing.loads(text, salt="contributions.base") if text else {},
    write=lambda said: (
        signing.dumps(said, salt="contributions.base", compress=True) if said else ""
    ),
)

keep(
    # An open proposal goes on without the text; a closed one shows that something stood there.
    Store(
        "contributions.Proposal",
        ("base_snapshot", "changes"),
        Way.CUT,
        about=_PROPOSALS,
        only=_OPEN,
    ),
    Store(
        "contributions.Proposal",
        ("base_snapshot", "changes"),
        Way.MARK,
        about=_PROPOSALS,
        only=~_OPEN,
    ),
    Store("contributions.Proposal", ("summary", "sources"), Way.MARK, about=_PROPOSALS),
    Store(
        "contributions.ProposalVersion",
        ("base_snapshot", "changes", "summary", "sources"),
        Way.MARK,
        about=_OF_PROPOSALS,
    ),
    Store("contributions.Support", ("summary", "sources"), Way.MARK, about=_OF_PROPOSALS),
    Store(
        "contributions.DirectPublication",
        ("summary", "sources"),
        Way.MARK,
        about=_OF_TWO,
    ),
    Store(
        "contributions.ContactChange",
        ("before", "after", "told_to"),
        Way.MARK,
        about=_OF_TWO,
    ),
    Store("contributions.RevertNote", ("summary",), Way.MARK),
    Store("contributions.Thread", ("subject",), Way.MARK, about=_THREADS),
    Store(
        "contributions.Post",
        ("body",),
        Way.MARK,
        about=_POSTS,
    ),
    Store("contributions.Draft", ("payload",), Way.CUT, about=_drafts),
    Store("contributions.Draft", ("base",), Way.CUT, about=_drafts, codec=_SEALED),
    Store(
        "contributions.Report",
        ("asked", "text", "answer"),
        Way.MARK,
        about=_REPORTS,
    ),
    Store("contributions.ImportRun", ("options", "warnings", "problem"), Way.MARK),
    Store(
        "contributions.ImportRow",
        ("title", "problems", "changes", "before_fields", "base"),
        Way.MARK,
        about=_OF_TWO,
    ),
)

# Names are those of accounts: erased with them.
hold_codes("contributions.Proposal", "author_label", "base_hash", "dedupe_hash", "risk_reasons")
hold_codes("contributions.ProposalVersion", "edited_by_label")
hold_codes("contributions.DirectPublication", "author_label", "fields")
hold_codes("contributions.RevertNote", "target_kind", "verb")
hold_codes("contributions.Thread", "field", "resolved_by_label")
hold_codes("contributions.Post", "author_label", "hidden_by_label")
hold_codes("contributions.Draft", "key_hash")
# The address of who reported is sealed, and goes 30 days after the end.
hold_codes("contributions.Report", "email", "language", "author_label", "dedupe_hash")
hold_codes("contributions.ImportRun", "fingerprint", "position", "counts")
hold_codes("contributions.ImportRow", "external_id")
