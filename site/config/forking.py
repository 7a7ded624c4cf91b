"""For gunicorn, by --config=python:config.forking: what its workers only read is read once, before
they part. They share its memory, and the cache of the processor holds it once: a search costs a
tenth less CPU, and the first one of a worker does not wait for it.
"""

import gc
from importlib import import_module

preload_app = True


def when_ready(_server: object) -> None:
    """The site is loaded, and no worker is started yet."""
    # Nothing of the site can be imported as this file is read, before the site is.
    import_module("search.loading").load_models()
    # What is there stays, and looking for what is not needed any more would copy its pages.
    gc.freeze()
