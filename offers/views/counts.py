from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from offers.counting import count_use, is_first_today, is_robot
from offers.models import OfferCount

_ID_LENGTH = 8


# A cached page has no token to send, and nobody's account is involved.
@csrf_exempt
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """A page tells that it was read, or one of its contacts used; there is nothing to answer."""
    public_id, what = request.POST.get("offre", ""), request.POST.get("quoi", "")
    if what not in OfferCount.What.values or len(public_id) != _ID_LENGTH:
        return HttpResponse(status=422)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponse(status=403)
    day = timezone.localdate()
    address = get_adapter().get_client_ip(request)
    if not is_first_today(address=address, public_id=public_id, what=what, day=day):
        return HttpResponse(status=204)
    by_robot = is_robot(request.headers.get("User-Agent", ""))
    known = count_use(public_id=public_id, what=what, day=day, by_robot=by_robot)
    return HttpResponse(status=204 if known else 404)
