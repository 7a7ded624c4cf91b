from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.links import LinkRefused
from contributions.direct.putting_back import change_of_link, lines, put_back, title
from contributions.errors import MovedMeanwhile, NoChange
from contributions.models import ContactChange
from offers.validation import InvalidFields


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def put_contact_back(request: HttpRequest, token: str) -> HttpResponse:
    """From the message to the old address, without account: reading it changes nothing."""
    try:
        change = change_of_link(token)
        if request.method != "POST":
            return _page(request, change)
        put_back(token=token)
    except LinkRefused as refusal:
        context = {"refusal": str(refusal.reason)}
        return render(request, "contributions/direct/put_back.html", context, status=410)
    except (MovedMeanwhile, InvalidFields):
        return _page(request, change, status=409, is_moved=True)
    except NoChange:
        return _page(request, change, is_done=True)
    return _page(request, change, is_done=True)


def _page(
    request: HttpRequest,
    change: ContactChange,
    *,
    status: int = 200,
    is_moved: bool = False,
    is_done: bool = False,
) -> HttpResponse:
    target = change.offer.public if change.offer else change.structure
    context = {
        "title": title(change),
        "url": target.get_absolute_url() if target else "",
        "lines": lines(change),
        "changed_at": change.at,
        "is_moved": is_moved,
        "is_done": is_done,
    }
    return render(request, "contributions/direct/put_back.html", context, status=status)
