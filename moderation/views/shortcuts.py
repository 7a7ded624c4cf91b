from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from moderation.desk.shortcuts import set_shortcuts
from moderation.permissions import can_open_queue


@login_required
@require_POST
def shortcuts(request: MemberRequest) -> HttpResponse:
    """Switch the keys of the desk on or off, and come back to the page it was asked from."""
    can_open_queue(request.user).or_raise()
    are_on = request.POST.get("keys") == "on"
    set_shortcuts(user=request.user, are_on=are_on)
    said = _("Keyboard shortcuts are on.") if are_on else _("Keyboard shortcuts are off.")
    messages.success(request, said)
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_ours else reverse("moderation:queue"))
