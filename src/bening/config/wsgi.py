"""The door for the web server."""

import gc
import os

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")


class Request(WSGIRequest):
    """A request that is read as UTF-8, whatever it says it is.

    No page of ours sends anything else, and some of what Python can decode are no texts: halves of characters, bytes.
    """

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, said: str) -> None:
        """Do not listen."""


application: WSGIHandler = get_wsgi_application()
application.request_class = Request

# What is loaded by now stays for good, so the collector need not look at it again at every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
