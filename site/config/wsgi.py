"""The WSGI entry: Django, and before it the bare hello that our ratios are measured against."""

import gc
import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

# Requests leave few cycles behind, and the default looks for them every 700 objects: 0.4 ms of CPU
# a search, 0.2 so.
gc.set_threshold(20_000, 20, 50)

application: WSGIApplication = get_wsgi_application()

if settings.BENCH:
    from config.bench import with_hello

    application = with_hello(application)
