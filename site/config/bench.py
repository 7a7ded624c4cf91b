"""Answer /bench/hello before everything else; see home/hello.py."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from home.hello import HELLO_PATH, BareHandler


def with_hello(application: WSGIApplication) -> WSGIApplication:
    bare = BareHandler()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == HELLO_PATH:
            return bare(environ, start_response)
        return application(environ, start_response)

    return answer
