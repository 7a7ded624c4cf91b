"""What moderation writes: decisions and what goes with them, blocks, protection, flags, appeals."""

from moderation.erasing.stores import Store, Way, hold_codes, keep, leave, linked

_PAGES = ("offer", "structure", "need_page")
_KINDS = (*_PAGES, "expression")


def _by(prefix: str, kinds: tuple[str, ...] = _KINDS) -> dict[str, tuple[str, ...]]:
    return {kind: (f"{prefix}{kind}",) for kind in kinds}


_OF_PROPOSALS = linked(**_by("proposal__"), proposal=("proposal",))
_OF_FLAGGED = linked(
    **{
        kind: (f"proposal__{kind}", f"post__thread__{kind}", f"post__thread__proposal__{kind}")
        for kind in _PAGES
    },
    expression=("proposal__expression", "post__thread__proposal__expression"),
    proposal=("proposal", "post__thread__proposal"),
)
_OF_APPEALED = linked(
    **{
        kind: (
            f"decision__proposal__{kind}",
            f"post__thread__{kind}",
            f"post__thread__proposal__{kind}",
            f"protection__{kind}",
        )
        for kind in _PAGES
    },
    expression=("decision__proposal__expression", "post__thread__proposal__expression"),
    proposal=("decision__proposal", "post__thread__proposal"),
)

keep(
    Store("moderation.Decision", ("message",), Way.MARK, about=_OF_PROPOSALS),
    Store("moderation.Escalation", ("message",), Way.MARK, about=_OF_PROPOSALS),
    Store("moderation.Appeal", ("text", "answer"), Way.MARK, about=_OF_APPEALED),
    Store("moderation.Flag", ("text",), Way.MARK, about=_OF_FLAGGED),
    Store("moderation.Protection", ("message",), Way.MARK, about=linked(**_by("", _PAGES))),
    # About people, not about pages: text that must leave the whole site leaves them too.
    Store("moderation.Block", ("message", "private_note"), Way.MARK, about=linked()),
    Store("moderation.TrustChange", ("message",), Way.MARK, about=linked()),
    Store("moderation.CheckSetting", ("reason",), Way.MARK, about=linked()),
    Store("moderation.HistoricalCheckSetting", ("reason",), Way.MARK, about=linked()),
    Store("moderation.Redaction", ("refusal",), Way.MARK, about=linked()),
)

hold_codes("moderation.Decision", "moderator_label")
hold_codes("moderation.Agreement", "preview_hash", "moderator_label")
hold_codes("moderation.Escalation", "by_label")
hold_codes("moderation.Appeal", "author_label", "settled_by_label")
hold_codes("moderation.Protection", "part", "by_label", "lifted_by_label")
hold_codes(
    "moderation.Block",
    "user_label", "email_hash", "network_hash", "network_salt", "acts", "by_label",
    "lifted_by_label",
)  # fmt: skip
hold_codes("moderation.TrustChange", "by_label")
hold_codes("moderation.CheckSetting", "check_code", "set_by_label")
hold_codes(
    "moderation.HistoricalCheckSetting", "check_code", "set_by_label", "history_change_reason"
)
hold_codes("moderation.CheckHit", "check_code")
hold_codes("moderation.HiddenProposal", "by_label")
hold_codes("moderation.Pace", "act")
hold_codes("moderation.Reversal", "target_kind")
hold_codes("moderation.Hiding", "fingerprints", "hidden_by_label", "ended_by_label")
hold_codes("moderation.HiddenPlace", "table", "row", "column", "mark", "left")
hold_codes("moderation.Redaction", "asked_by_label", "answered_by_label", "files_left")
# Sealed: opened by those who decide, and emptied when the text is erased for good.
hold_codes("moderation.Hiding", "passages")
hold_codes("moderation.HiddenPlace", "taken")
hold_codes("moderation.Redaction", "note")

leave(
    "words that announce spam, chosen by administrators: what they look for must stay readable",
    "moderation.SpamSign",
)
