"""allauth's OpenID Connect, stricter: nonce, signatures always verified, claims never stored."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from accounts.oidc import tokens

Claims = dict[str, Any]


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider. `expected_nonce` is set from the state by the callback."""

    expected_nonce = ""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises OAuth2Error on anything that is not proven or not understood."""
        try:
            identity = self._identity(kwargs["response"])
            userinfo = self._userinfo(token.token)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OAuth2Error("Answer not understood") from error
        if userinfo.get("sub") != identity["sub"]:
            raise OAuth2Error("The two answers speak of different persons")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo})

    def _identity(self, answer: Claims) -> Claims:
        claims = self._verified(answer["id_token"])
        nonce = str(claims.get("nonce", ""))
        if not self.expected_nonce or not secrets.compare_digest(nonce, self.expected_nonce):
            raise OAuth2Error("Wrong nonce")
        if "exp" not in claims:
            raise OAuth2Error("The ID token never expires")
        return claims

    def _userinfo(self, access_token: str) -> Claims:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        if response.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._verified(response.text.strip())
        claims: Claims = response.json()
        return claims

    def _verified(self, token: str) -> Claims:
        return tokens.verify(
            token,
            jwks=self._keys(),
            issuer=self.openid_config["issuer"],
            audience=self.get_provider().app.client_id,
        )

    def _keys(self) -> Claims:
        if not hasattr(self, "_jwks"):
            with get_adapter().get_requests_session() as session:
                response = session.get(self.openid_config["jwks_uri"])
                response.raise_for_status()
            self._jwks: Claims = response.json()
        return self._jwks


class OidcProvider(OpenIDConnectProvider):
    oauth2_adapter_class = OidcAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        """To the provider, with a nonce that the ID token must repeat."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        response: HttpResponse = super().redirect(request, process, next_url, nonce=nonce, **kwargs)
        return response

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """What we ask is set by the operator; the address of the page cannot change it."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def vouches_for(self, claims: Claims) -> bool:
        """A trusted provider that says, with a true boolean, that it verified the address."""
        return self.app.settings.get("trust_email") is True and claims.get("email_verified") is True

    def extract_uid(self, data: Claims) -> str:
        return str(data["userinfo"]["sub"])

    def extract_common_fields(self, data: Claims) -> dict[str, str]:
        return {"email": str(data["userinfo"].get("email") or "")}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        claims = data["userinfo"]
        if not claims.get("email"):
            return []
        address = EmailAddress(
            email=str(claims["email"]), verified=self.vouches_for(claims), primary=True
        )
        return [address]

    def extract_extra_data(self, data: Claims) -> Claims:
        """Nothing: names, phones and employers that a provider adds are not ours to keep."""
        return {}
