"""HTTP/1.1 for any WSGI application, on asyncio and httptools: the only package that knows sockets."""

from mockcc.wire.limits import Limits
from mockcc.wire.listen import Listener, ServerError
from mockcc.wire.proxy import Proxy
from mockcc.wire.server import Server
from mockcc.wire.workers import serve_workers

__all__ = ["Limits", "Listener", "Proxy", "Server", "ServerError", "serve_workers"]
