"""What the web server serves for the staff site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings.staff")
application = get_wsgi_application()

from cairn.foundation.access.checks import refuse_unsound_role  # noqa: E402  needs the settings first
from cairn.settings.loaded import keep_what_is_loaded  # noqa: E402

refuse_unsound_role()
keep_what_is_loaded()
