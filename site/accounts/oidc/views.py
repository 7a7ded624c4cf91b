"""The two addresses a provider needs: leaving for it, and coming back."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from accounts.oidc.provider import OidcAdapter


class CallbackView(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.expected_nonce = (state or {}).get("nonce", "")
        return state, response


@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Confirm on GET; on POST, show the way to the provider.

    A page with a link, not a redirect: CSP's form-action refuses a form that ends elsewhere.
    """
    adapter = _adapter(request, provider_id)
    try:
        response: HttpResponse = OAuth2LoginView.adapter_view(adapter)(request)
    except (RequestException, KeyError, TypeError, ValueError) as error:
        return _failure(request, adapter, error)
    if isinstance(response, HttpResponseRedirect) and "://" in response.url:
        context = {"provider": adapter.get_provider(), "address": response.url}
        return render(request, "socialaccount/leaving.html", context)
    return response


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = _adapter(request, provider_id)
    try:
        response: HttpResponse = CallbackView.adapter_view(adapter)(request)
    except (KeyError, TypeError, ValueError) as error:
        return _failure(request, adapter, error)
    return response


def _adapter(request: HttpRequest, provider_id: str) -> OidcAdapter:
    try:
        get_adapter(request).get_app(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return OidcAdapter(request, provider_id)


def _failure(request: HttpRequest, adapter: OidcAdapter, error: Exception) -> HttpResponse:
    """The provider is away or answers nonsense: a page that says so, never a 500."""
    response: HttpResponse = render_authentication_error(
        request, adapter.get_provider(), exception=error
    )
    return response
