"""What a whole request must pass before any of its events is looked at: an ordered list, cheap checks first."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from ..config import Settings
from ..ids import is_site_key
from ..memory import remembered
from ..models.site import origin_of
from .dropped import Refusal
from .envelope import Envelope, read_at_once, read_envelope
from .facts import SiteFacts
from .record import Recorder
from .strict_json import BadJson, decode, with_whole_characters
from .typed import Misfit

LARGEST_BODY = 64 * 1024
_TYPES = ("text/plain", "application/json")
_NO_ENCODING = ("", "identity")


@dataclass(slots=True)
class Incoming:
    """A request on its way through the guards, which fill in what they have learned.

    `purpose` names the token bucket: consent is never held back because of events.
    """

    key: str
    headers: Mapping[str, str]
    body: bytes | None
    address: str | None
    recorder: Recorder
    settings: Settings
    now: int
    purpose: str = "events"
    text: bytes | None = None  # the body, inflated
    site: SiteFacts | None = None
    origin: str | None = None
    is_read: bool = False
    value: Any = None
    fault: BadJson | None = None
    envelope: Envelope | None = None

    @property
    def known_site(self) -> SiteFacts:
        assert self.site is not None  # noqa: S101 - has_known_site comes before
        return self.site

    @property
    def known_envelope(self) -> Envelope:
        assert self.envelope is not None  # noqa: S101 - is_well_formed comes before
        return self.envelope

    @property
    def page_url(self) -> str | None:
        """The page that the body claims to come from, as far as it can be read."""
        if self.envelope is not None:
            return self.envelope.page.url
        page = self.value.get("page") if isinstance(self.value, dict) else None
        url = page.get("url") if isinstance(page, dict) else None
        return url if isinstance(url, str) else None


Guard = Callable[[Incoming], Refusal | None]


def first_refusal(guards: list[Guard], incoming: Incoming) -> Refusal | None:
    for guard in guards:
        if (refusal := guard(incoming)) is not None:
            return refusal
    return None


def is_small_enough(incoming: Incoming) -> Refusal | None:
    """64 KiB, and 64 KiB inflated: no more than that is ever held in memory."""
    body = incoming.body
    if body is not None and _encoding(incoming) == "gzip":
        body = inflate(body)
    elif body is not None and len(body) > LARGEST_BODY:
        body = None
    if incoming.body is None or (body is not None and len(body) > LARGEST_BODY):
        return Refusal(413, "too_large", f"A body has at most {LARGEST_BODY} bytes, also once it is inflated.")
    incoming.text = body
    return None


def has_known_type(incoming: Incoming) -> Refusal | None:
    if not is_known_type(incoming.headers.get("content-type", "")):
        return Refusal(415, "bad_type", "Send JSON in UTF-8 as text/plain or application/json.")
    if _encoding(incoming) not in (*_NO_ENCODING, "gzip"):
        return Refusal(415, "bad_type", "The one content encoding taken is gzip.")
    if incoming.text is None:
        return Refusal(415, "bad_type", "The body is not gzip, as its content encoding says.")
    return None


def has_known_site(incoming: Incoming) -> Refusal | None:
    if not is_site_key(incoming.key):
        return Refusal(404, "bad_key", "This is no site key. Copy the snippet again from the install page.")
    incoming.site, wait = site_of(incoming)
    if wait:
        return _rate_limited("this address, which has guessed keys", wait)
    if incoming.site is None:
        return Refusal(404, "unknown_site", "No site has this key. Copy the snippet again from the install page.")
    return None


def site_of(incoming: Incoming) -> tuple[SiteFacts | None, int]:
    """The site whose key the address has; or none, and for how many seconds none is looked for."""
    sites, strangers, network = incoming.recorder.sites, incoming.recorder.strangers, network_of(incoming.address)
    is_guess = not sites.knows(incoming.key)
    if is_guess and (wait := strangers.wait(network, incoming.now)):
        return None, wait
    site = sites.by_key(incoming.key)
    if is_guess and site is None:
        strangers.missed(network, incoming.now)
    return site, 0


def is_within_its_rate(incoming: Incoming) -> Refusal | None:
    key = f"{incoming.purpose} {incoming.known_site.id} {network_of(incoming.address)}"
    wait = incoming.recorder.buckets.take(key, incoming.settings.rate_per_address, incoming.now)
    return _rate_limited("this address", wait) if wait else None


def has_allowed_origin(incoming: Incoming) -> Refusal | None:
    """The Origin header; where it is `null` or missing, the origin of the page that the body names.

    This keeps strangers' pages from filling somebody's reports by mistake. It is no authentication.
    """
    _read(incoming)
    said = incoming.headers.get("origin", "null").strip()
    url = incoming.page_url if said == "null" else said
    if said == "null" and url is None:
        return None  # what is wrong with such a body is for the next guards to say
    incoming.origin = origin_of(url or "")
    site = incoming.known_site
    if incoming.origin and site.allows_origin(incoming.origin):
        return None
    _note_refused(incoming)
    return Refusal(403, "origin_refused", f"{incoming.origin or 'This origin'} is not among the site's origins.")


def is_strict_json(incoming: Incoming) -> Refusal | None:
    _read(incoming)
    return Refusal(400, "bad_json", f"The body is refused: {incoming.fault}.") if incoming.fault else None


def is_well_formed(incoming: Incoming) -> Refusal | None:
    try:
        if incoming.envelope is None:
            incoming.envelope = read_envelope(incoming.value)
        if origin_of(incoming.envelope.page.url) is None:
            raise Misfit("page.url", "a page has an http or https address")
    except Misfit as misfit:
        return bad_envelope(misfit)
    return None


def is_within_the_sites_rate(incoming: Incoming) -> Refusal | None:
    wait = incoming.recorder.buckets.take(
        f"site {incoming.known_site.id}", incoming.settings.rate_per_site, incoming.now
    )
    return _rate_limited("this site", wait) if wait else None


def is_within_its_codes(incoming: Incoming) -> Refusal | None:
    """For who is about to take a new one: whoever invents visitors must not empty a pool."""
    key = f"taken {incoming.known_site.id} {network_of(incoming.address)}"
    wait = incoming.recorder.code_buckets.take(key, incoming.settings.codes_per_address, incoming.now)
    return Refusal(429, "rate_limited", "Too many new codes for this address.", retry_after=wait) if wait else None


ARRIVAL_GUARDS: list[Guard] = [
    is_small_enough,
    has_known_type,
    has_known_site,
    is_within_its_rate,
    has_allowed_origin,
    is_strict_json,
]
EVENT_GUARDS: list[Guard] = [*ARRIVAL_GUARDS, is_well_formed, is_within_the_sites_rate]


def bad_envelope(misfit: Misfit) -> Refusal:
    errors = ({"path": misfit.path, "message": misfit.message},)
    return Refusal(422, "bad_envelope", f"{misfit.path or 'The body'}: {misfit.message}", errors)


def inflate(body: bytes) -> bytes | None:
    """One whole gzip stream, at most a byte longer than allowed; None where it is none."""
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(body, LARGEST_BODY + 1)
    except zlib.error:
        return None
    is_cut = len(text) > LARGEST_BODY
    return text if is_cut or (stream.eof and not stream.unused_data) else None


@remembered
def network_of(address: str | None) -> str:
    """Whom a rate is counted against: an address, or the /64 that one household has of IPv6. Unknown is one too."""
    if address is None:
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


@remembered
def is_known_type(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip().strip('"')
    return kind.strip().lower() in _TYPES and charset in ("", "utf-8", "utf8")


def _encoding(incoming: Incoming) -> str:
    return incoming.headers.get("content-encoding", "").strip().lower()


def _read(incoming: Incoming) -> None:
    """Decodes the body once."""
    if incoming.is_read:
        return
    incoming.is_read = True
    if incoming.purpose == "events":
        incoming.envelope = read_at_once(incoming.text or b"")
    if incoming.envelope is None:
        try:
            incoming.value = _decoded(incoming.text or b"")
        except BadJson as fault:
            incoming.fault = fault


def _decoded(text: bytes) -> Any:
    """Raises BadJson."""
    try:
        return decode(text)
    except BadJson:
        mended = with_whole_characters(text)
        if mended == text:
            raise
        return decode(mended)


def _note_refused(incoming: Incoming) -> None:
    """So that the owner sees on the install page which origin is missing from the list."""
    if incoming.origin is not None:
        incoming.recorder.note_sighting(incoming.known_site, incoming.origin, incoming.page_url, is_allowed=False)


def _rate_limited(whom: str, wait_seconds: int) -> Refusal:
    return Refusal(429, "rate_limited", f"Too many requests for {whom}.", retry_after=wait_seconds)
