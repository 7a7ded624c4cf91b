"""Signed answers of an OpenID provider: ID tokens, and userinfo sent as a JWT (as ProConnect's)."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Asymmetric only: with a shared secret, whoever can verify can also forge.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
CLOCK_SKEW = 30  # seconds


def verify(token: str, *, jwks: dict[str, Any], issuer: str, audience: str) -> dict[str, Any]:
    """The claims, once signature, issuer, audience and dates are right; raises OAuth2Error."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error("Signing algorithm not accepted")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(jwks, header.get("kid")),
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=audience,
            leeway=CLOCK_SKEW,
            options={"require": ["iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise OAuth2Error("Signed answer refused") from error
    return claims


def _key(jwks: dict[str, Any], kid: str | None) -> jwt.PyJWK:
    """The key that the token names, or the only one when it names none."""
    keys = jwt.PyJWKSet.from_dict(jwks).keys
    candidates = [key for key in keys if key.key_id == kid] if kid else keys
    if len(candidates) != 1:
        raise OAuth2Error("No single key for this signature")
    return candidates[0]
