"""Addresses that answer every account the same: the public pages, search, one's own account.

Each with what a visitor is answered, then whoever is signed in.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import resolve

from tests.moderation.matrix.rows import GET, POST
from tests.moderation.matrix.world import Maker, need, nothing, page, structure


@dataclass(frozen=True, slots=True)
class SiteRow:
    name: str
    args: Maker
    method: str
    visitor: int
    others: int
    data: dict[str, str] | None = None

    def by_role(self) -> dict[str, int]:
        return dict.fromkeys(ASKED_OF, self.others) | {"visitor": self.visitor}


ASKED_OF = ("visitor", "chief", "administrator")


def some(*args: str) -> Maker:
    return lambda world: list(args)


def _whole(shown: Any) -> list[Any]:
    """The identifier and the words of the address that a page has."""
    return list(resolve(shown.get_absolute_url()).kwargs.values())


PUBLIC: list[SiteRow] = [
    SiteRow("offers:offer", lambda w: _whole(w.offer.public), GET, 200, 200),
    SiteRow("offers:offer_short", page, GET, 301, 301),
    SiteRow("offers:count", nothing, POST, 422, 422),
    SiteRow("offers:structures", nothing, GET, 200, 200),
    SiteRow("offers:structure", lambda w: _whole(w.cast.structure), GET, 200, 200),
    SiteRow("offers:structure_feed", structure, GET, 200, 200),
    SiteRow("offers:needs", nothing, GET, 200, 200),
    SiteRow("offers:need", need, GET, 200, 200),
    SiteRow("offers:need_feed", need, GET, 200, 200),
    SiteRow("offers:territories", nothing, GET, 200, 200),
    SiteRow("offers:territory", some("fr:department:12"), GET, 200, 200),
    SiteRow("offers:territory_feed", some("fr:department:12"), GET, 200, 200),
    SiteRow("search:results", nothing, GET, 200, 200),
    SiteRow("search:ask", nothing, POST, 422, 422),
    SiteRow("search:places", nothing, POST, 200, 200),
    SiteRow("search:missing", nothing, POST, 422, 422),
    SiteRow("search:missing_thanks", nothing, GET, 200, 200),
    SiteRow("search:suggestions", nothing, POST, 200, 200),
    SiteRow("search:unmet", nothing, GET, 200, 200),
    SiteRow("search:unmet_csv", nothing, GET, 200, 200),
    SiteRow("wagtail_serve", some(""), GET, 200, 200),
    SiteRow("wagtailcore_login", nothing, GET, 200, 200),
    SiteRow("wagtailcore_authenticate_with_password", some("1", "1"), GET, 404, 404),
]

ACCOUNT: list[SiteRow] = [
    SiteRow("accounts:account", nothing, GET, 302, 200),
    SiteRow("accounts:consent", nothing, GET, 302, 302),
    SiteRow("accounts:data", nothing, GET, 302, 200),
    SiteRow("accounts:export", nothing, POST, 302, 302),
    SiteRow("accounts:erase", nothing, GET, 302, 200),
    SiteRow("accounts:erased", nothing, GET, 200, 200),
    SiteRow("accounts:link", nothing, GET, 302, 302),
    SiteRow("accounts:keep", some("x"), GET, 410, 410),
    SiteRow("account_login", nothing, GET, 200, 302),
    SiteRow("account_logout", nothing, GET, 302, 200),
    SiteRow("account_inactive", nothing, GET, 200, 200),
    SiteRow("account_signup", nothing, GET, 200, 302),
    SiteRow("account_reauthenticate", nothing, GET, 302, 200),
    SiteRow("account_email", nothing, GET, 302, 200),
    SiteRow("account_email_verification_sent", nothing, GET, 200, 200),
    SiteRow("account_change_password", nothing, GET, 302, 200),
    SiteRow("account_set_password", nothing, GET, 302, 302),
    SiteRow("account_reset_password", nothing, GET, 200, 200),
    SiteRow("account_confirm_login_code", nothing, GET, 302, 302),
    SiteRow("account_confirm_email", some("x"), GET, 200, 200),
    SiteRow("account_reset_password_from_key_done", nothing, GET, 200, 200),
    SiteRow("account_reset_password_from_key", some("x", "y"), GET, 200, 200),
    SiteRow("account_reset_password_done", nothing, GET, 200, 200),
    SiteRow("mfa_remove_webauthn", some("1"), GET, 302, 404),
    SiteRow("mfa_edit_webauthn", some("1"), GET, 302, 302),
    SiteRow("mfa_index", nothing, GET, 302, 200),
    SiteRow("mfa_authenticate", nothing, GET, 302, 302),
    SiteRow("mfa_reauthenticate", nothing, GET, 302, 200),
    SiteRow("mfa_activate_totp", nothing, GET, 302, 302),
    SiteRow("mfa_deactivate_totp", nothing, GET, 302, 302),
    SiteRow("mfa_view_recovery_codes", nothing, GET, 302, 404),
    SiteRow("mfa_generate_recovery_codes", nothing, GET, 302, 302),
    SiteRow("mfa_download_recovery_codes", nothing, GET, 302, 404),
    SiteRow("mfa_list_webauthn", nothing, GET, 302, 200),
    SiteRow("mfa_add_webauthn", nothing, GET, 302, 302),
    SiteRow("mfa_reauthenticate_webauthn", nothing, GET, 302, 302),
    SiteRow("mfa_login_webauthn", nothing, GET, 302, 302),
    SiteRow("usersessions_list", nothing, GET, 302, 200),
    SiteRow("socialaccount_login_cancelled", nothing, GET, 200, 200),
    SiteRow("socialaccount_login_error", nothing, GET, 401, 401),
    SiteRow("socialaccount_signup", nothing, GET, 302, 302),
    SiteRow("socialaccount_connections", nothing, GET, 302, 200),
    SiteRow("openid_connect_login", some("nobody"), GET, 404, 404),
    SiteRow("openid_connect_callback", some("nobody"), GET, 404, 404),
]

SITE = [*PUBLIC, *ACCOUNT]
