"""The staff site, the worker and the command line: the application role, and the owner where it is given."""

from __future__ import annotations

import os
from datetime import timedelta

from cairn.settings.base import *  # noqa: F403
from cairn.settings.base import MODE, PRODUCTION
from cairn.settings.environment import database, secret, transfer_keys

SITE = "staff"
SECRET_KEY = secret("CAIRN_SECRET_KEY")
AUDIT_KEY = secret("CAIRN_AUDIT_KEY").encode()
DATABASES = {
    "default": {
        **database("DATABASE_URL"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None if MODE != "test" else 0,
        "CONN_HEALTH_CHECKS": True,
        # A cursor held open across transactions would not survive a pooler in transaction mode. Prepared
        # statements do where it supports them; docs/how-to/set-up.md says which does.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
if os.environ.get("CAIRN_OWNER_DATABASE_URL"):
    DATABASES["owner"] = database("CAIRN_OWNER_DATABASE_URL")
PUBLIC_DATABASE_ROLE = (
    database("CAIRN_PUBLIC_DATABASE_URL")["USER"] if os.environ.get("CAIRN_PUBLIC_DATABASE_URL") else ""
)
# Without an address of its own there are no public forms: no role is given anything for them.
INTAKE_DATABASE_ROLE = (
    database("CAIRN_INTAKE_DATABASE_URL")["USER"] if os.environ.get("CAIRN_INTAKE_DATABASE_URL") else ""
)

INSTALLED_APPS = [
    "cairn.foundation.audit",
    "cairn.foundation.agencies",
    "cairn.foundation.accounts",
    "cairn.foundation.access",
    "cairn.foundation.files",
    "cairn.foundation.jobs",
    "cairn.foundation.ui",
    "cairn.domain.applications",
    "cairn.domain.places",
    "cairn.domain.cases",
    "cairn.domain.records",
    "cairn.domain.hub",
    "cairn.domain.watch",
    "cairn.domain.publishing",
    "cairn.domain.strategies",
    "cairn.domain.voice",
    "cairn.domain.consultations",
    "cairn.domain.plans",
    "cairn.domain.risks",
    "cairn.domain.measures",
    "cairn.domain.returns",
    "cairn.domain.boards",
    "cairn.domain.analysis",
    "cairn.domain.conferences",
    "cairn.domain.reviews",
    "cairn.domain.reports",
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
# Seconds: what is hidden and what is not there are both answered on this beat.
NOT_THERE_BEAT = 0.0 if MODE == "test" else 0.05
MIDDLEWARE = [
    "cairn.foundation.access.evenly.AnswerEvenly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cairn.foundation.accounts.sessions.EndOldSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cairn.foundation.accounts.sessions.SecondFactorFirst",
    "cairn.foundation.accounts.drafts.GiveBackDrafts",
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

# The key before, while CAIRN_SECRET_KEY is being changed: second factors sealed with it stay readable.
# Sealed transfers to other installations; the first is in use, the others still open what was sealed to them.
TRANSFER_KEYS = transfer_keys()
SECRET_KEY_FALLBACKS = [key for key in [os.environ.get("CAIRN_OLD_SECRET_KEY", "")] if key]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cairn.foundation.accounts.passwords.LongEnough", "OPTIONS": {"shortest": 12}},
    {"NAME": "cairn.foundation.accounts.passwords.NotCommon"},
    {"NAME": "cairn.foundation.accounts.passwords.NotYourself"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cairn.foundation.accounts.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_FORMS = {
    "login": "cairn.foundation.accounts.web.library_forms.SignInForm",
    "change_password": "cairn.foundation.accounts.web.library_forms.ChangePasswordForm",
    "reauthenticate": "cairn.foundation.accounts.web.library_forms.ConfirmPasswordForm",
}
# Per address these are wide, because one address often serves a whole council; per account the
# lock-out below comes first.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "60/m/ip,10/30m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "start": "20/m/ip,5/10m/key",
    "diary": "20/10m/key",
    "key": "120/m/key",
    "wrong_key": "30/m/ip",
    "wrong_diary": "30/m/ip",
}
# How many proxies stand before this site: needed for limits by address to see the real ones.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CAIRN_PROXIES", "0"))
MFA_ADAPTER = "cairn.foundation.accounts.signing_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouches for the address; none is verified by e-mail
MFA_TOTP_ISSUER = "Cairn"
MFA_TOTP_TOLERANCE = 1  # half a minute of a slow clock or a slow hand; library_forms makes each code count once
MFA_FORMS = {
    "authenticate": "cairn.foundation.accounts.web.library_forms.SecondFactorForm",
    "reauthenticate": "cairn.foundation.accounts.web.library_forms.ConfirmSecondFactorForm",
    "activate_totp": "cairn.foundation.accounts.web.library_forms.SetUpForm",
}
USERSESSIONS_ADAPTER = "cairn.foundation.accounts.signing_in.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

# Lock-out: five wrong passwords or codes for one account close it for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "cairn.foundation.accounts.lockout.account_tried"
AXES_CLIENT_IP_CALLABLE = "cairn.foundation.accounts.lockout.no_address"
AXES_LOCKOUT_CALLABLE = "cairn.foundation.accounts.web.shared.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on must not keep the owner out for longer
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "code", "next", "csrfmiddlewaretoken"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Two limits for a session: idle, and in all. What was being typed is kept (accounts.drafts).
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

# Rate limits and used codes are counted once for all processes (accounts migration 0003).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

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
# The sign-in library's are marked where they are routed (accounts.web.urls).
OPEN_VIEWS: dict[str, str] = {}
PUBLIC_SITE_ADDRESS = os.environ.get("CAIRN_PUBLIC_ADDRESS", "")
SCAN_COMMAND = os.environ.get("CAIRN_SCAN_COMMAND", "")
