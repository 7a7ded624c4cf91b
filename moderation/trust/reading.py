"""Who reads what waits beside those who decide: the people confirmed in its territory."""

from accounts.models import User
from contributions.models import Proposal
from moderation.models import Trust
from moderation.trust.rights import rights_of


def reads_proposals(user: User, proposal: Proposal) -> bool:
    """By their trust in the territory of the proposal; a role elsewhere gives nothing here."""
    trust = Trust.objects.filter(user=user, territory=proposal.territory_id).first()
    return trust is not None and rights_of(trust.level).reads
