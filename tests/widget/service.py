"""The service as a browser sees it: the public routes of the contract, played by a recorder.

It judges what arrives as the contract says (size, type, form) and keeps it; what it answers next can be scripted.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from winback import assets
from winback.targeting import own, parts, spoken

KEY = "wb_testtesttesttesttest"
MAX_BODY = 64 * 1024
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
HEX32 = re.compile(r"[0-9a-f]{32}")

Json = dict[str, Any]


@dataclass
class Event:
    """An event as it was accepted, with the envelope that brought it."""

    name: str
    properties: Json
    id: str
    age_ms: int
    envelope: Json


@dataclass
class Script:
    """What to answer next on a route, in turn; afterwards as the contract says. `hold` keeps the answer back until set."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None


class RecordingService:
    def __init__(self) -> None:
        self.url = ""
        self.config: Json = {}
        self.own_words: Json = {}
        self.files: dict[str, bytes] = {**READY}
        self.requests: list[str] = []
        self.posts: list[Json] = []
        self.decisions: list[Json] = []
        self.off: Any = []
        self.drafts: dict[str, Json] = {}
        self.facts: Json = {"segments": [], "country": None, "queued": []}
        self.with_next: Json = {}  # what else the next answer to events says
        self.next: dict[str, list[Script]] = {}
        self._accepted: dict[str, Event] = {}
        self._changed = threading.Condition()

    def publish(self, config: Json, has_carts: bool = False, own_words: Json | None = None) -> None:
        """Links the second file for these campaigns, as the server does; the files of earlier publishes stay."""
        self.own_words = own_words or {}
        engine = parts.engine(config, has_carts, self.own_words)
        path = assets.chunk_path(engine)
        self.files[path] = engine
        told = {"carts": True} if has_carts else {}
        self.config = {**config, **told, "chunks": {**parts.chunks(config), "engine": path}}

    @property
    def engine(self) -> str:
        """The path of the second file."""
        return str(self.config["chunks"]["engine"])

    # ---- what the tests ask ----

    def events(self, *names: str) -> list[Event]:
        """Each id once, in the order of arrival."""
        with self._changed:
            return [event for event in self._accepted.values() if not names or event.name in names]

    def wait_for(self, fact: Callable[[], Any], seconds: float = 8) -> Any:
        """Returns the first truthy answer, asked again whenever something has arrived."""
        with self._changed:
            found = self._changed.wait_for(fact, seconds)
        assert found, f"never came; there were {self.requests} and {[e.name for e in self._accepted.values()]}"
        return found

    def comes(self, fact: Callable[[], Any], seconds: float) -> bool:
        """Whether it is true within so long: for whoever moves the page's clock on until it is."""
        with self._changed:
            return bool(self._changed.wait_for(fact, seconds))

    def wait_for_event(self, name: str, count: int = 1) -> Event:
        self.wait_for(lambda: len([e for e in self._accepted.values() if e.name == name]) >= count)
        return self.events(name)[count - 1]

    # ---- the wire ----

    def __call__(self, environ: Json, start_response: Any) -> Any:
        request = Request(environ)
        answer = self._route(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "Retry-After"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer(environ, start_response)

    def _route(self, request: Request) -> Response:
        route = f"{request.method} {request.path}"
        body = request.get_data()
        with self._changed:
            self.requests.append(route)
            waiting = self.next.get(request.path.replace(KEY, "KEY"), [])
            scripted = waiting.pop(0) if waiting else None
            self._changed.notify_all()
        if scripted:
            if scripted.hold:
                scripted.hold.wait(20)
            return Response(scripted.body, scripted.status, dict(scripted.headers))
        return self._answer(request, body)

    def _answer(self, request: Request, body: bytes) -> Response:
        path = request.path
        if path == f"/w/{KEY}.js":
            return _script(self._loader(), "max-age=60, must-revalidate")
        if path in self.files:
            return _script(self.files[path].decode(), "max-age=31536000, immutable")
        if path == f"/w/{KEY}/live":
            return _json({"off": self.off})
        if path == f"/w/{KEY}/facts":
            assert HEX32.fullmatch(request.args["visitor"])
            kept = "no-store" if self.facts["queued"] or self.facts["segments"] is None else "private, max-age=60"
            return _json(self.facts, headers={"Cache-Control": kept})
        if path == f"/e/{KEY}":
            return self._take_events(request, body)
        if path == f"/c/{KEY}":
            return self._take_decision(request, body)
        if path == f"/w/{KEY}/preview":
            return self._show_draft(body)
        if path == f"/w/{KEY}/code":
            assert HEX32 and set(json.loads(body)) == {"campaign", "exposure"}
            return _json({"code": "SAVE-7K3F", "expires_at": None})
        return Response(status=404)

    def _loader(self) -> str:
        loader = parts.loader(self.config, self.own_words).decode()
        assert loader.count("__WINBACK_CONFIG__") == 1
        return loader.replace("__WINBACK_CONFIG__", json.dumps(parts.carried(self.config), ensure_ascii=False))

    def _take_events(self, request: Request, body: bytes) -> Response:
        if len(body) > MAX_BODY:
            return _json({"title": "too_large"}, 413)
        if not (request.content_type or "").startswith("text/plain"):
            return _json({"title": "bad_type"}, 415)
        envelope = json.loads(body.decode())
        assert set(envelope) == {"v", "visitor", "session", "sent_at", "consent", "page", "events"}
        assert envelope["visitor"] is None or HEX32.fullmatch(envelope["visitor"])
        with self._changed:
            self.posts.append(envelope)
            for event in envelope["events"]:
                assert set(event) == {"id", "name", "age_ms", "properties"} and UUID7.fullmatch(event["id"])
                self._accepted.setdefault(event["id"], Event(**event, envelope=envelope))
            self._changed.notify_all()
            more, self.with_next = self.with_next, {}
        return _json({"accepted": len(envelope["events"]), "dropped": [], **more})

    def _show_draft(self, body: bytes) -> Response:
        if json.loads(body)["token"] not in self.drafts:
            return _json({"reason": "link_expired"}, 403)
        shown = self.drafts[json.loads(body)["token"]]
        said = own.said(spoken.of_texts(shown["config"]), self.own_words)
        return _json({**shown, "config": {**shown["config"], "words": said}})

    def _take_decision(self, request: Request, body: bytes) -> Response:
        decision = json.loads(body.decode())
        with self._changed:
            if not any(one["id"] == decision["id"] for one in self.decisions):
                self.decisions.append(decision)
            self._changed.notify_all()
        receipt = {"id": decision["id"], "consent_id": decision["consent_id"], "recorded_at": 1, "hash": "sha256-0"}
        return _json({"receipt": receipt})


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(value), status, headers, mimetype="application/json")


def _script(text: str, cache: str) -> Response:
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": cache})


CHUNKS = assets.chunks()
READY = {assets.chunk_path(body): body for body in assets.ready_made().values()}
