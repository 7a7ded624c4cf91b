"""What somebody wrote, as plain text to keep or to use elsewhere."""

from contributions.models import Proposal
from contributions.targets import kind_of, title_of
from contributions.wording import Wording


def own_text(proposal: Proposal) -> str:
    """Each field that the proposal changes, with its name; then its summary and its sources."""
    kind = kind_of(proposal)
    asked = {name: value for name, value in proposal.changes.items() if name in kind.schema}
    words = Wording.of([asked])
    parts = [title_of(proposal)]
    parts += [
        f"{str(kind.schema[name].label).capitalize()}\n{words.say(name, value)}"
        for name, value in asked.items()
        if value not in (None, "", [])
    ]
    parts.append(proposal.summary)
    parts += [source["url"] for source in proposal.sources if source.get("url")]
    return "\n\n".join(parts) + "\n"
