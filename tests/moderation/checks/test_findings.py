"""What an animator is told of a proposal before reading it."""

from moderation.checks import Level, findings_of
from tests.contributions.making import propose


def codes(proposal) -> set[str]:
    return {finding.code for finding in findings_of(proposal)}


def test_a_plain_change_says_nothing(offer, cast) -> None:
    assert findings_of(propose(offer, cast.outsider)) == []


def test_a_disguised_link_comes_first(offer, cast) -> None:
    proposal = propose(
        offer,
        cast.outsider,
        website="https://xn--pple-43d.com/",
        summary="Le site est BEAUCOUP mieux.",
    )
    first = findings_of(proposal)[0]
    assert (first.code, first.level, first.path) == ("suspect_address", Level.DANGER, "website")
