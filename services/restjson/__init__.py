"""A small HTTP server for Smithy's restJson1 protocol, of the Python standard library alone.

The sample services stand behind the API Router, which has authenticated and authorised every request that
arrives. Who calls is in the headers `x-principal-*`; nothing here looks at a token.
"""

from restjson.app import App, Operation, Request
from restjson.errors import ApiError
from restjson.page import page_of
from restjson.principal import Principal
from restjson.server import main

__all__ = ["ApiError", "App", "Operation", "Principal", "Request", "main", "page_of"]
