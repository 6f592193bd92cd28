"""The public site: its own process, its own read-only role, no sessions, no cookies, no accounts."""

from __future__ import annotations

from cairn.settings.outside import *  # noqa: F403

SITE = "public"
# The role may write nothing; the session says so as well.
DATABASES = databases("CAIRN_PUBLIC_DATABASE_URL", "default_transaction_read_only=on")  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "cairn.domain.publishing", "cairn.public"]  # noqa: F405
MIDDLEWARE = ["cairn.public.middleware.NoCookies", *MIDDLEWARE]  # noqa: F405
TEMPLATES = templates("cairn.public.frame.every_page")  # noqa: F405
ROOT_URLCONF = "cairn.public.urls"
WSGI_APPLICATION = "cairn.public.wsgi.application"
CONTENT_SECURITY_POLICY = content_security_policy(forms="'none'")  # noqa: F405  there are none
SECURE_REFERRER_POLICY = "no-referrer"  # the page somebody goes to next must not learn where they were
STATIC_ROOT = STATIC_ROOT / "public"  # noqa: F405  its own list of files, beside the staff site's
