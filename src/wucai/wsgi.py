"""The door for granian and every other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wucai.settings")
# A page waits at most 5 s for a statement; the worker and migrations may take longer.
os.environ.setdefault("WUCAI_STATEMENT_SECONDS", "5")
application = get_wsgi_application()

from wucai.core import keys  # noqa: E402  it needs the settings that the line above sets up

# Better not to open than to open and fail at the first person.
keys.ring()
