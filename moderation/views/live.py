from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import User
from moderation.live.snapshot import Question, UnreadableQuestion, snapshot
from moderation.permissions import can_open_queue


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """What changed for the page that asks, as JSON; 304 when nothing did, 401 for a visitor."""
    if not isinstance(request.user, User):
        return JsonResponse({}, status=401)
    can_open_queue(request.user).or_raise()
    try:
        question = Question.from_query(request.GET)
    except UnreadableQuestion as unreadable:
        return JsonResponse({"problem": str(unreadable)}, status=422)
    answer = JsonResponse(snapshot(question, viewer=request.user))
    digest = sha256(answer.content).hexdigest()[:20]
    etag = f'"{get_language()}-{digest}"'
    response: HttpResponse = answer
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
