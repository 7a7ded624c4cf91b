"""The WSGI entry: Django, and before it the bare hello that our ratios are measured against."""

import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

application: WSGIApplication = get_wsgi_application()

if settings.BENCH:
    from config.bench import with_hello

    application = with_hello(application)
