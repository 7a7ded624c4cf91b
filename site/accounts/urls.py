"""Included once by config.urls: allauth's pages keep their global names, ours are in `accounts`."""

from django.urls import include, path

from accounts import views
from accounts.oidc import views as oidc

own = [
    path("", views.account, name="account"),
    path("conditions/", views.consent, name="consent"),
    path("mes-donnees/", views.data, name="data"),
    path("mes-donnees/export/", views.export, name="export"),
    path("effacer/", views.erase, name="erase"),
    path("efface/", views.erased, name="erased"),
    path("rattacher/", views.link, name="link"),
    path("garder/<str:token>/", views.keep, name="keep"),
]

urlpatterns = [
    path("compte/", include((own, "accounts"))),
    path("compte/", include("allauth.account.urls")),
    path(
        "compte/double-verification/webauthn/keys/<int:pk>/remove/",
        views.remove_key,
        name="mfa_remove_webauthn",
    ),
    path("compte/double-verification/", include("allauth.mfa.urls")),
    path("compte/sessions/", include("allauth.usersessions.urls")),
    path("compte/services/", include("allauth.socialaccount.urls")),
    path("compte/oidc/<str:provider_id>/login/", oidc.login, name="openid_connect_login"),
    path(
        "compte/oidc/<str:provider_id>/login/callback/",
        oidc.callback,
        name="openid_connect_callback",
    ),
]
