"""The review page on this computer alone: on the loopback address, behind a random token, for our own page only.

Any page in the same browser may send requests to 127.0.0.1, and a name elsewhere may come to point here (DNS
rebinding). So the address holds a token that nobody can guess, the Host header must be ours, and what changes something
must come from our page (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet).
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.review_decisions import Decisions, RefusedError
from pipeline.exchange.review_page import Shown, answer_in, asset, book_of, item, page

LOOPBACK = "127.0.0.1"
_LONGEST_BODY = 100_000
_SECONDS = 30
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_JSON = "application/json; charset=utf-8"

Act = Callable[[dict[str, Any]], dict[str, Any]]


class ReviewServer(ThreadingHTTPServer):
    """Serves one walk to one coder; `address` is what to open. One request at a time touches the decisions."""

    def __init__(self, decisions: Decisions, shown: Shown) -> None:
        self.decisions, self.shown, self.lock = decisions, shown, Lock()
        self.token = secrets.token_urlsafe(32)
        super().__init__((LOOPBACK, 0), _Handler)

    @property
    def host(self) -> str:
        """What the Host header of every request must say."""
        return f"{LOOPBACK}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return f"http://{self.host}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A tab that was closed meanwhile is no fault; a bug is shown as any other, without words of the study."""
        kind, error, trace = sys.exc_info()
        if kind and error and not isinstance(error, ConnectionError | TimeoutError):
            sys.excepthook(kind, error, trace)

    def asked(self, name: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        """What a question of the page gets: the codebook, or a proposal; None for any other."""
        if name == "boek":
            return book_of(self.shown.book)
        if name != "voorstel":
            return None
        given = query.get("n", [""])[0]
        return self._item(int(given) if given.isdecimal() and len(given) < 10 else self.decisions.first())

    def act(self, name: str) -> Act | None:
        """What changes something, by its name; None where there is no such thing."""
        return {"besluit": self._decide, "terug": self._undo, "concept": self._draft}.get(name)

    def _item(self, number: int) -> dict[str, Any]:
        last = max(0, len(self.decisions.walk.proposals) - 1)
        decided = self.decisions.decided()
        return item(self.decisions, min(number, last), book=self.shown.book, decided=decided)

    def _decide(self, sent: dict[str, Any]) -> dict[str, Any]:
        number = self._number(sent)
        self.decisions.decide(number, answer_in(sent, self.decisions.study.book))
        return self._item(number if sent.get("blijf") else self.decisions.first())

    def _undo(self, sent: dict[str, Any]) -> dict[str, Any]:
        number = self.decisions.undo()
        if number is None:
            raise RefusedError(Problem("review", 0, "er is niets om terug te nemen"))
        return self._item(number)

    def _draft(self, sent: dict[str, Any]) -> dict[str, Any]:
        self.decisions.keep_draft(self._number(sent), str(sent.get("memo") or ""))
        return {}

    def _number(self, sent: dict[str, Any]) -> int:
        number = sent.get("n")
        if not isinstance(number, int) or not 0 <= number < len(self.decisions.walk.proposals):
            raise RefusedError(Problem("review", 0, "dit voorstel is er niet"))
        return number


class _Handler(BaseHTTPRequestHandler):
    """One request. What lacks token or host gets no answer that tells anything."""

    server: ReviewServer
    server_version, sys_version, timeout = "route", "", _SECONDS

    def do_GET(self) -> None:
        if (name := self._name()) is None:
            return
        if not name:
            self._send(200, page(self.server.shown, self.server.decisions), "text/html; charset=utf-8")
        elif found := asset(name):
            self._send(200, found[1], found[0])
        else:
            query = parse_qs(urlsplit(self.path).query)
            self._answer(lambda: self.server.asked(name, query))

    def do_POST(self) -> None:
        if (name := self._name()) is None:
            return
        size = self.headers.get("Content-Length", "")
        is_json = self.headers.get("Content-Type", "").split(";")[0].strip() == "application/json"
        # A form of another page cannot send JSON without asking first, and nobody answers that here.
        if self.headers.get("Origin") not in (None, f"http://{self.server.host}") or not is_json:
            self._send(403, b"")
            return
        if not size.isdecimal() or int(size) > _LONGEST_BODY:
            self._send(413, b"")
            return
        act = self.server.act(name)
        try:
            sent = json.loads(self.rfile.read(int(size)))
        except ValueError:
            self._send(400, b"")
            return
        self._answer(lambda: act(sent) if act and isinstance(sent, dict) else None)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name that http.server gives)
        """Nothing: a line per request would hold the token."""

    def _name(self) -> str | None:
        """What is asked for below the token; None, after a refusal, where token, host or source is not ours."""
        _, token, *rest = [*urlsplit(self.path).path.split("/", 2), ""]
        is_ours = self.headers.get("Host") == self.server.host
        is_ours = is_ours and self.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        if not is_ours or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._send(404, b"")
            return None
        return rest[0]

    def _answer(self, find: Callable[[], dict[str, Any] | None]) -> None:
        status = 200
        try:
            with self.server.lock:
                found = find()
        except RefusedError as error:
            status, found = 409, {"fout": f"Niet gedaan: {error.problems[0].what}."}
        except PipelineError as error:
            status, found = 500, {"fout": f"Niet opgeslagen. {error.problems[0]}"}
        if found is None:
            self._send(404, b"")
        else:
            self._send(status, json.dumps(found, ensure_ascii=False).encode(), _JSON)

    def _send(self, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        for name, value in (_HEADERS | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
