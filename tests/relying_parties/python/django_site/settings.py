"""Settings of the site; those that begin with OIDC_ are mozilla-django-oidc's."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import requests

APP_URL = os.environ.get("APP_URL", "http://localhost:8080")
ISSUER = os.environ["ISSUER"]

SECRET_KEY = os.environ["SESSION_SECRET"]
DEBUG = False
ALLOWED_HOSTS = [urlsplit(APP_URL).hostname, "127.0.0.1"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "mozilla_django_oidc",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Asks the provider again, without showing a page (prompt=none), when the last answer is too old.
    "mozilla_django_oidc.middleware.SessionRefresh",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE", Path(__file__).parent / "db.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = APP_URL.startswith("https:")
TIME_ZONE = "UTC"
# What went wrong at a sign-in stands here: Django's own default tells nobody.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

AUTHENTICATION_BACKENDS = ["people.Backend"]
LOGIN_REDIRECT_URL = "/"
LOGIN_REDIRECT_URL_FAILURE = "/failed"
LOGOUT_REDIRECT_URL = "/signed-out"

# The library reads no discovery document, so this does.
provider = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()
if provider["issuer"] != ISSUER:
    raise ValueError(f"the issuer calls itself {provider['issuer']}, not {ISSUER}")

OIDC_RP_CLIENT_ID = os.environ["CLIENT_ID"]
OIDC_RP_CLIENT_SECRET = os.environ["CLIENT_SECRET"]
OIDC_RP_SCOPES = "openid profile email groups"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_OP_AUTHORIZATION_ENDPOINT = provider["authorization_endpoint"]
OIDC_OP_TOKEN_ENDPOINT = provider["token_endpoint"]
OIDC_OP_USER_ENDPOINT = provider["userinfo_endpoint"]
OIDC_OP_JWKS_ENDPOINT = provider["jwks_uri"]
OIDC_OP_END_SESSION_ENDPOINT = provider["end_session_endpoint"]
OIDC_OP_LOGOUT_URL_METHOD = "people.end_session_url"
OIDC_TIMEOUT = 10
# The way out needs the ID token, as a hint who wants to leave.
OIDC_STORE_ID_TOKEN = True
# How old the provider's last answer may be.
OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS = int(os.environ.get("RENEW_SECONDS", 15 * 60))
# These are asked by programs or by nobody in particular.
OIDC_EXEMPT_URLS = ["/api/me", "/signed-out", "/failed"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mozilla_django_oidc.contrib.drf.OIDCAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
