"""The WSGI entry: Django, and before it the bare hello that our ratios are measured against."""

import gc
import os
import sys
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.postgresql.limits import serve_people

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
serve_people()

# Requests leave few cycles behind, and the default looks for them every 700 objects: 0.4 ms of CPU
# a search, 0.2 so.
gc.set_threshold(20_000, 20, 50)

# Threads at work take the interpreter from each other every 5 ms by default. They give it up by
# themselves at each query, every few milliseconds: searches of four threads cost 37 ms of CPU each
# with the default, 28 so, and none waits longer (p95 302 and 217 ms with eight people at once).
sys.setswitchinterval(0.05)

application: WSGIApplication = get_wsgi_application()

if settings.BENCH:
    from config.bench import with_hello

    application = with_hello(application)
