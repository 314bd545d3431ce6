"""Delivery: the site's script, its immutable chunks, and the live check just before a message shows."""

import orjson

from ..targeting.script import Packed
from .guesses import published, unless_guessing
from .public import Answer, Request, has_it, problem
from .service import Service

_FOR_A_MINUTE = "max-age=60, must-revalidate"
_FOR_EVER = "public, max-age=31536000, immutable"
_JAVASCRIPT = ("Content-Type", "text/javascript; charset=utf-8")
_JSON = ("Content-Type", "application/json")
# An empty script says it to the one who looks for it. An error in the console of every visitor would help nobody.
_NO_SITE = b"""/* Winback: no site has this key. Copy the snippet again from the admin's install page. */
console.info("Winback: no site has the key in this script's address.");
"""


def script(request: Request, key: str, service: Service) -> Answer:
    """`GET /w/{key}.js`: the loader with the site's live campaigns inside."""
    found = published(request, key, service)
    if found is None:
        return Answer(200, _NO_SITE, [_JAVASCRIPT, ("Cache-Control", _FOR_A_MINUTE)])
    packed = found.script(found.policy.mode_at(request.address), request.mount)
    return _kept_for_a_minute(request, packed, _JAVASCRIPT, is_private=bool(found.policy.regions))


def configuration(request: Request, key: str, service: Service) -> Answer:
    """`GET /w/{key}.json`: what the site has published, alone, for the loader that is pinned by its hash."""
    found = published(request, key, service)
    if found is None:
        return Answer(200, orjson.dumps({"why": "No site has this key."}), [_JSON, ("Cache-Control", _FOR_A_MINUTE)])
    packed = found.configuration(found.policy.mode_at(request.address))
    return _kept_for_a_minute(request, packed, _JSON, is_private=bool(found.policy.regions))


def chunk(request: Request, content_hash: str, service: Service) -> Answer:
    """`GET /w/c/{hash}.js`: a file named by its content, to be kept for a year."""
    files = service.publisher.files
    bodies = unless_guessing(request, service, files.knows(content_hash), lambda: files.find(content_hash))
    if bodies is None:
        return problem(404, "unknown_chunk", "No script has named a file of this hash for a month.")
    headers = [_JAVASCRIPT, ("Cache-Control", _FOR_EVER), ("Vary", "Accept-Encoding")]
    encoding = next((e for e in accepted(request.headers.get("accept-encoding", "")) if e in bodies), "identity")
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return Answer(200, bodies[encoding], headers)


def live(request: Request, key: str, service: Service) -> Answer:
    """`GET /w/{key}/live`: which campaigns must not show any more, however old the visitor's script is."""
    headers = [_JSON, ("Cache-Control", "no-store")]
    found = published(request, key, service)
    return Answer(200, orjson.dumps({"off": True if found is None else found.off}), headers)


def _kept_for_a_minute(
    request: Request, packed: Packed, content_type: tuple[str, str], is_private: bool = False
) -> Answer:
    """`is_private`: the answer depends on where the visitor is, so that no shared cache may keep it."""
    encoding = _encoding(request.headers.get("accept-encoding", ""), packed)
    etag = f'"{packed.etag}-{encoding}"'
    kept = f"private, {_FOR_A_MINUTE}" if is_private else _FOR_A_MINUTE
    headers = [("ETag", etag), ("Cache-Control", kept), ("Vary", "Accept-Encoding")]
    if has_it(request, etag):
        return Answer(304, headers=headers)
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return Answer(200, packed.bodies[encoding], [content_type, *headers])


def _encoding(accept: str, found: Packed) -> str:
    return next((name for name in accepted(accept) if name in found.bodies), "identity")


def accepted(accept: str) -> list[str]:
    """Content encodings that the browser takes, the one that makes the smallest file first."""
    taken = {part.split(";")[0].strip().lower() for part in accept.split(",") if not _is_refused(part)}
    return [name for name in ("br", "zstd", "gzip") if name in taken]


def _is_refused(part: str) -> bool:
    quality = part.partition("q=")[2].strip()
    return quality in ("0", "0.0", "0.00", "0.000")
