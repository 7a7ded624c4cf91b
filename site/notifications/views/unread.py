"""The live hint: how many messages a person has not read, asked now and then by the page."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from notifications.models import Notice


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The number and its sentence; 304 when nothing changed, 403 for a visitor."""
    if not isinstance(request.user, User):
        return JsonResponse({}, status=403)
    count = Notice.objects.for_person(request.user).unread().count()
    etag = f'"{get_language()}-{count}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        text = ngettext("%(number)d new message", "%(number)d new messages", count)
        said = text % {"number": count} if count else ""
        response = JsonResponse({"count": count, "text": said})
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
