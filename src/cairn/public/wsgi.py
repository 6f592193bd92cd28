"""What the web server serves for the public site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings.public")
application = get_wsgi_application()

from cairn.public.role import refuse_unsound_role  # noqa: E402  needs the settings first
from cairn.settings.loaded import keep_what_is_loaded  # noqa: E402

refuse_unsound_role()
keep_what_is_loaded()
