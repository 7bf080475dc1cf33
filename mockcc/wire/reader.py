"""Bytes in, one request at a time out, with nothing read beyond it; no sockets, no clock.

llhttp cannot be paused, so it is fed no more than up to the place where a request may end: a blank line, or the last
byte that ``Content-Length`` counts. What follows stays untouched in ``pending``: it may be the next request, or a
tunnel's first bytes, and only the answer to this one decides which.
"""

from __future__ import annotations

import io
import re
from typing import Final

from httptools import HttpParserError, HttpParserInvalidMethodError, HttpParserUpgrade, HttpRequestParser

from mockcc.wire.environ import Environ, add_fields, add_target, check_host
from mockcc.wire.limits import Limits
from mockcc.wire.refusal import Refused

_BLANK_LINE: Final = b"\r\n\r\n"
_unknown_method = re.compile(rb"\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: |$)")


class Reader:
    """The reading half of one connection.

    After ``read`` returned true, ``environ`` holds the request with its body, ``keep`` says whether the client wants
    the connection kept, and ``http10`` whether it speaks HTTP/1.0.
    """

    def __init__(self, base: Environ, limits: Limits) -> None:
        self.pending = b""
        self._base = base
        self._limits = limits
        self._parser = HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self.environ: Environ = {}
        self.keep = False
        self.http10 = False
        self.in_body = False
        self._awaits_continue = False
        self._target = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._body_size = 0
        self._head_done = False
        self._complete = False
        self._tail = b""
        self._quiet = 0
        self._left = 0

    @property
    def started(self) -> bool:
        """Whether part of a request has been read."""
        return self._quiet > 0 or self.in_body

    @property
    def is_head(self) -> bool:
        """Whether the request in hand, whole or not, is a HEAD request."""
        return bool(self._target) and self._parser.get_method() == b"HEAD"

    def wants_continue(self) -> bool:
        """Whether the client waits for ``100 Continue`` before it sends its body; true once a request."""
        wanted, self._awaits_continue = self._awaits_continue, False
        return wanted

    def read(self) -> bool:
        """Read from ``pending`` up to the end of one request; false when its bytes have not all come yet.

        Raises ``Refused`` when the client broke HTTP or a limit; nothing may be read after that.
        """
        data, self.pending = self.pending, b""
        start, size = 0, len(data)
        if self._complete:
            self._begin()
        while start < size:
            end = min(size, start + self._left) if self._left else self._next_cut(data, start)
            piece = data if end - start == size else data[start:end]
            self._feed(piece)
            start = end
            if self._complete:
                self.pending = data[start:]
                self._finish()
                return True
        return False

    def _next_cut(self, data: bytes, start: int) -> int:
        # A cut in the wrong place does no harm, so the tail may hold bytes of whatever came before.
        if self._tail:
            seam = (self._tail + data[start : start + 3]).find(_BLANK_LINE)
            if seam >= 0:
                return start + seam + 4 - len(self._tail)
        found = data.find(_BLANK_LINE, start)
        return len(data) if found < 0 else found + 4

    def _feed(self, piece: bytes) -> None:
        body_size = self._body_size
        upgraded = False
        try:
            self._parser.feed_data(piece)
        except HttpParserUpgrade:
            upgraded = True
        except HttpParserInvalidMethodError as error:
            if _unknown_method.match(self._tail + piece):
                raise Refused(400, "This method is unknown.") from error
            raise Refused(400, "This is not HTTP.") from error
        except HttpParserError as error:
            raise Refused(400, f"{error}.") from error
        if self._body_size == body_size:
            self._quiet += len(piece)
            self._check_quiet()
        else:
            self._quiet = 0
            if self._body_size > self._limits.body_bytes:
                raise Refused(413, f"The body is larger than {self._limits.body_bytes} bytes.")
        if self.in_body:
            self._left = max(0, self._left - len(piece))
        elif self._head_done:
            self._finish_head(upgraded)
        self._tail = (self._tail + piece[-3:])[-3:]

    def _check_quiet(self) -> None:
        # Counts heads, and in a chunked body what is neither head nor body: chunk extensions and trailers.
        if self._quiet > self._limits.head_bytes:
            if len(self._target) > self._limits.head_bytes // 2:
                raise Refused(414, "The request target is too long.")
            raise Refused(431, f"The request head is larger than {self._limits.head_bytes} bytes.")
        if len(self._fields) > self._limits.header_count:
            raise Refused(431, f"The request has more than {self._limits.header_count} header fields.")

    def _finish_head(self, upgraded: bool) -> None:
        parser = self._parser
        version = parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise Refused(400, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        self.http10 = version == "1.0"
        self.environ = environ = self._base.copy()
        if self.http10:
            environ["SERVER_PROTOCOL"] = "HTTP/1.0"
        add_fields(environ, self._fields)
        check_host(environ, required=not self.http10)
        add_target(environ, parser.get_method().decode(), self._target.decode("latin-1"))
        self.in_body = True
        # Trailers end up in this list, which nobody reads.
        self._fields = []
        self._expect_body(environ, upgraded)

    def _expect_body(self, environ: Environ, upgraded: bool) -> None:
        coding = environ.pop("HTTP_TRANSFER_ENCODING", None)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if coding is None and not length:
            return
        if coding is not None and (coding.lower() != "chunked" or self.http10):
            raise Refused(400, "The only transfer coding read here is chunked, in HTTP/1.1.")
        if length > self._limits.body_bytes:
            raise Refused(413, f"The body is larger than {self._limits.body_bytes} bytes.")
        if upgraded:
            if environ["REQUEST_METHOD"] == "CONNECT":
                raise Refused(400, "CONNECT has no body.")
            self._reread_body(length)
        self._left = length
        self._awaits_continue = not self.http10 and environ.get("HTTP_EXPECT", "").lower() == "100-continue"

    def _reread_body(self, length: int) -> None:
        # llhttp takes the body of a request that offers an upgrade for the new protocol's bytes. Some HTTP clients offer
        # h2c with every request, so the body is read as that of a request without the offer.
        self._complete = False
        keep = self.keep
        framing = b"Content-Length: %d" % length if length else b"Transfer-Encoding: chunked"
        self._parser.feed_data(b"POST / HTTP/1.1\r\n" + framing + _BLANK_LINE)
        self.keep = keep

    def _finish(self) -> None:
        environ = self.environ
        body = b"".join(self._body)
        if body or "CONTENT_LENGTH" in environ:
            environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = io.BytesIO(body)
        self.in_body = False
        self._quiet = 0
        self._tail = b""

    # What llhttp calls: it must do next to nothing, because what it raises is lost among the parser's own errors.

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        self._head_done = True
        # Later llhttp has forgotten it, when the head is the whole message.
        self.keep = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)
        self._body_size += len(body)

    def on_message_complete(self) -> None:
        self._complete = True
