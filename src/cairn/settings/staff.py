"""The staff site, the worker and the command line: the application role, and the owner where it is given."""

from __future__ import annotations

import os
from datetime import timedelta

from cairn.settings.base import *  # noqa: F403
from cairn.settings.base import MODE, PRODUCTION
from cairn.settings.environment import database

SITE = "staff"
DATABASES = {
    "default": {
        **database("DATABASE_URL"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None if MODE != "test" else 0,
        "CONN_HEALTH_CHECKS": True,
        # Disabled: cursors held open across transactions do not survive a transaction pooler.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
if os.environ.get("CAIRN_OWNER_DATABASE_URL"):
    DATABASES["owner"] = database("CAIRN_OWNER_DATABASE_URL")
PUBLIC_DATABASE_ROLE = database("CAIRN_PUBLIC_DATABASE_URL")["USER"] if os.environ.get("CAIRN_PUBLIC_DATABASE_URL") else ""

INSTALLED_APPS = [
    "cairn.foundation.audit",
    "cairn.foundation.agencies",
    "cairn.foundation.accounts",
    "cairn.foundation.access",
    "cairn.foundation.files",
    "cairn.foundation.jobs",
    "cairn.foundation.ui",
    "cairn.domain.places",
    "cairn.domain.publishing",
    "cairn.domain.strategies",
    "cairn.domain.voice",
    "cairn.domain.plans",
    "cairn.web",
    *(["cairn.demo"] if MODE in ("demo", "test") else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cairn.foundation.accounts.sessions.EndOldSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cairn.foundation.access.screens.RefuseUnmarkedViews",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        **TEMPLATES[0],  # noqa: F405
        "OPTIONS": {
            **TEMPLATES[0]["OPTIONS"],  # noqa: F405
            "context_processors": [
                *TEMPLATES[0]["OPTIONS"]["context_processors"],  # noqa: F405
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
ROOT_URLCONF = "cairn.demo.urls" if MODE in ("demo", "test") else "cairn.web.urls"
WSGI_APPLICATION = "cairn.web.wsgi.application"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cairn.foundation.accounts.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_ADAPTER = "cairn.foundation.accounts.signing_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cairn"
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Two sessions limits: idle, and in all. What was being typed is kept (accounts.sessions).
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_NAME = "cairn_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "cairn_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "cairn.web.views.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads live in the database
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# Views of libraries that ask for no role in a partnership, each with the reason why that is right.
OPEN_VIEWS: dict[str, str] = {
    "allauth.account.views.LoginView": "signing in",
    "allauth.account.views.LogoutView": "signing out",
    "allauth.account.views.PasswordChangeView": "a person's own password",
    "allauth.account.views.ReauthenticateView": "proving it is still the same person",
    "allauth.mfa.base.views.AuthenticateView": "second factor",
    "allauth.mfa.base.views.ReauthenticateView": "second factor",
    "allauth.mfa.base.views.IndexView": "a person's own second factors",
    "allauth.mfa.totp.views.ActivateTOTPView": "a person's own second factor",
    "allauth.mfa.totp.views.DeactivateTOTPView": "a person's own second factor",
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": "a person's own recovery codes",
    "allauth.mfa.recovery_codes.views.DownloadRecoveryCodesView": "a person's own recovery codes",
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": "a person's own recovery codes",
    "allauth.usersessions.views.ListUserSessionsView": "a person's own sessions",
}
PUBLIC_SITE_ADDRESS = os.environ.get("CAIRN_PUBLIC_ADDRESS", "")
SCAN_COMMAND = os.environ.get("CAIRN_SCAN_COMMAND", "")
