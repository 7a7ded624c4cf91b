"""What people write through the pages while something breaks."""

from collections.abc import Callable
from itertools import count
from typing import Any

from wagtail.models import Revision

from contributions.models import Proposal
from moderation.models import Decision
from offers.models import OfferPage, Verification
from tests.contributions.making import WHY
from tests.factories import make_offer
from tests.faults.traffic import Deed, Refusal, require_done
from tests.forms import forms_of
from tests.processes.browser import Browser
from tests.processes.making import Town

_number = count(1)

Act = Callable[[], Deed]


def filled_in(browser: Browser, path: str) -> dict[str, Any]:
    """The first form of a page; Refusal when there is none to be had."""
    page = browser.get(path)
    if page.status != 200:
        raise Refusal(f"{page.status} for {path}")
    return forms_of(page)[0].data


def propose_and_accept(here: Town) -> Act:
    """Somebody proposes, an animator accepts: two writes, told as the second."""
    offer = make_offer(structure=here.cast.structure, title="Location de camionnettes")
    author, animator = here.browser_of(here.cast.outsider), here.browser_of(here.cast.animator)
    asked: list[str] = []

    def act() -> Deed:
        # What was acknowledged before is accepted first: nothing is lost in between.
        uuid = asked.pop() if asked else proposed(author, offer)
        try:
            require_done(accept(animator, uuid))
        except Exception:
            asked.append(uuid)
            raise
        return Deed(f"accepted {uuid}", lambda: is_accepted(uuid))

    return act


def proposed(author: Browser, offer: OfferPage) -> str:
    """A proposal, acknowledged: its name."""
    page = f"/offres/{offer.public_id}/proposer/"
    text = {"accessibility": f"Plain-pied {next(_number)}", "proposal_summary": WHY}
    answer = require_done(author.post(page, {**filled_in(author, page), **text, "act": "send"}))
    return answer.leads_to.strip("/").rpartition("/")[2]


def accept(animator: Browser, uuid: str) -> Any:
    item = f"/moderation/{uuid}/"
    page = animator.get(item)
    if page.status in (301, 302) and page.leads_to.endswith(f"/propositions/{uuid}/"):
        # Accepted by the attempt before, whose answer was lost.
        return page
    forms = forms_of(page) if page.status == 200 else []
    form = next((one for one in forms if one.action == f"{item}accepter/"), None)
    if form is None:
        raise Refusal(f"{page.status} for the page of the proposal")
    return animator.post(form.action, form.data)


def is_accepted(uuid: str) -> bool:
    found = Proposal.objects.filter(uuid=uuid, state=Proposal.State.APPLIED)
    decided = Decision.objects.filter(proposal__uuid=uuid, verdict=Decision.Verdict.ACCEPT)
    return bool(found.exists() and decided.count() == 1)


def publish(here: Town) -> Act:
    """The structure changes its own page."""
    offer = make_offer(structure=here.cast.structure, title="Prêt de vélos électriques")
    keeper, page = here.browser_of(here.cast.publisher), f"/offres/{offer.public_id}/proposer/"

    def act() -> Deed:
        said = f"Caution de {next(_number)} €"
        typed = {"fee_detail": said, "proposal_summary": WHY, "act": "send"}
        require_done(keeper.post(page, {**filled_in(keeper, page), **typed}))
        kept = Revision.objects.filter(object_id=str(offer.pk), content__fee_detail=said)
        return Deed(said, lambda: bool(kept.count() == 1))

    return act


def confirm(here: Town) -> Act:
    """« Toujours exact »: the structure's word that its page is right."""
    offer = make_offer(structure=here.cast.structure, title="Cours de conduite")
    keeper = here.browser_of(here.cast.publisher)
    desk = f"/structures/{here.cast.structure.public_id}/tableau-de-bord/"
    acknowledged = count(1)

    def act() -> Deed:
        page = keeper.get(desk)
        forms = forms_of(page) if page.status == 200 else []
        form = next((one for one in forms if offer.public_id in one.action), None)
        if form is None:
            raise Refusal(f"{page.status} for the desk")
        require_done(keeper.post(form.action, form.data))
        least = next(acknowledged)
        said = Verification.objects.filter(offer=offer)
        return Deed(f"confirmed {least} times", lambda: bool(said.count() >= least))

    return act
