"""What processes share for a while: kept results, hints, limits; in Redis where there is one."""

from typing import Any

from config.env import env_int, env_str

REDIS_URL = env_str("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            # Nothing is kept there that cannot be made again: without it pages only cost more.
            # A server that says nothing holds no page longer than this, each time it is asked.
            "OPTIONS": {
                "IGNORE_EXCEPTIONS": True,
                "SOCKET_CONNECT_TIMEOUT": 1,
                "SOCKET_TIMEOUT": 1,
            },
        }
    }
    DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # Longer than the 5 s for which channels asks for the next hint: redis gives up after
            # as long by itself, and every socket that hears nothing would close.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": 15}]},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # Each search leaves a mark for a day; with Django's 300, words would be lost with them.
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# How many anonymous pages each process keeps, some 25 kB each; 0 keeps none.
PAGE_CACHE = env_int("PAGE_CACHE", default=1_000)
# In the memory of the process, with Redis too: the database says whether a page is still true.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": PAGE_CACHE},
}
