"""Production settings; dev.py and test.py relax them (docs/reference/settings.md)."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from config.env import (
    env_bool,
    env_choice,
    env_count,
    env_database,
    env_int,
    env_list,
    env_str,
    env_url,
    env_urls,
)
from config.settings.accounts import *
from config.settings.stores import *
from config.version import VERSION
from journal.logs import FORMATTERS

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Before numpy starts: on short texts, more threads are slower and disturb the other requests.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

DEBUG = False
BENCH = False
DEMO = env_bool("DEMO", default=False)
SECRET_KEY = env_str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
SITE_URL = env_url("SITE_URL", "https://localhost")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "home",
    "moderation",
    "search",
    "contributions",
    "offers",
    "notifications",
    "journal",
    "territories",
    "accounts",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "journal.middleware.HealthMiddleware",
    "journal.middleware.RequestLogMiddleware",
    # Before every other that makes a page: a kept one needs none of them (docs/adr/0015).
    "home.caching.middleware.KeptPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.middleware.SitePolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "territories.middleware.RolesReadOnceMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "home.middleware.NamelessPathMiddleware",
    "moderation.middleware.GateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env_database(f"sqlite:///{VAR_DIR / 'maillage.sqlite3'}")}
# Seconds that a migration waits for a table in use; 0 is without end.
MIGRATION_LOCK_TIMEOUT = env_count("MIGRATION_LOCK_TIMEOUT", default=3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- mail

EMAIL_BACKEND = env_str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Maillage <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- language and time

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English")), ("ar", _("Arabic"))]
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_I18N_ENABLED = False
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env_str("TIME_ZONE", "Europe/Paris")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "home.static_files.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# The heaviest file that the import page takes, in millions of bytes.
IMPORT_MAX_MB = env_int("IMPORT_MAX_MB", default=50)

# --- Wagtail: editors and administrators only; contributors use the site's own pages

WAGTAIL_SITE_NAME = "Maillage"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, str | bool]] = {
    "default": {"BACKEND": "wagtail.search.backends.database"}
}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# --- security

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "home.errors.csrf_failure"
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The site's own web sockets: older browsers do not read them into 'self'.
SOCKETS_ORIGIN = f"ws{SITE_URL.removeprefix('http').rstrip('/')}"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, SOCKETS_ORIGIN],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Wagtail's admin writes inline scripts and styles (wagtail#1288); no public page gets this policy.
CMS_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
}
CMS_PATH = "cms/"

# --- search

SEARCH_TOKEN_HOURS = 24
# How far "near" goes, and the distance at which nearness counts half.
SEARCH_RADIUS_KM = env_int("SEARCH_RADIUS_KM", default=30)
SEARCH_HALF_NEAR_KM = env_int("SEARCH_HALF_NEAR_KM", default=15)
ELASTICSEARCH_NODES = env_urls("ELASTICSEARCH_URL")
ELASTICSEARCH_API_KEY = env_str("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA_FILE = env_str("ELASTICSEARCH_CA_FILE", "")
# Before the names of its indexes: one server may serve several sites.
ELASTICSEARCH_INDEX = env_str("ELASTICSEARCH_INDEX", "maillage")
ELASTICSEARCH_SHARDS = env_int("ELASTICSEARCH_SHARDS", default=1)
ELASTICSEARCH_REPLICAS = env_int("ELASTICSEARCH_REPLICAS", default=0)
# Seconds that a search waits before the database answers instead.
ELASTICSEARCH_TIMEOUT = env_int("ELASTICSEARCH_TIMEOUT", default=2)
# Of the tests' own Elasticsearch alone.
ES_JAVA_HOME = env_str("ES_JAVA_HOME", "")
# Whose emergency numbers are shown when no place is asked, and where "leave quickly" leads.
DEFAULT_COUNTRY = env_str("DEFAULT_COUNTRY", "fr")
QUICK_EXIT_URL = env_url("QUICK_EXIT_URL", "https://fr.wikipedia.org")

# --- how much one person proposes, by trust (moderation/data/trust.toml); off for trainings

PROPOSAL_LIMITS = env_bool("PROPOSAL_LIMITS", default=True)

# --- outgoing HTTP: off unless the operator switches it on (journal/http.py)

OUTGOING_HTTP = env_bool("OUTGOING_HTTP", default=False)

SOURCE_CODE_URL = env_url("SOURCE_CODE_URL", "https://github.com/maillage/maillage")

# --- logs: one line a record, without what people typed (journal/logs.py)

LOG_FORMAT = env_choice("LOG_FORMAT", tuple(FORMATTERS), default="json")
LOG_LEVEL = env_str("LOG_LEVEL", "INFO").upper()
OUR_APPS = INSTALLED_APPS[: INSTALLED_APPS.index("accounts") + 1]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        name: {"()": formatter, "ours": [*OUR_APPS, "config"]}
        for name, formatter in FORMATTERS.items()
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    # What is no failure has its line already.
    "filters": {"failures": {"()": "journal.logs.OnlyFailures"}},
    # What libraries say to those who debug them holds addresses and queries.
    "root": {"handlers": ["console"], "level": "INFO" if LOG_LEVEL == "DEBUG" else LOG_LEVEL},
    "loggers": {
        "django.request": {"filters": ["failures"]},
        # A line for each question it is asked.
        "elastic_transport": {"level": "WARNING"},
        **{app: {"level": LOG_LEVEL} for app in OUR_APPS},
    },
}

MAILLAGE_VERSION = VERSION
