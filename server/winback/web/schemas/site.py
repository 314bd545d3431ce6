"""A site on the wire: its settings, its tag, and whether the tag has been seen."""

import re
from typing import Any

from babel import Locale
from babel.numbers import list_currencies
from marshmallow import Schema, ValidationError, fields, validate

from ...clock import DAY
from ...models import Site, TagSighting
from ...models.consent_policy import CONSENT_MODES
from ...models.site import DEFAULT_PURPOSES, origin_of
from ...reports.period import is_zone
from ...targeting import own
from ...targeting.parts import PLATFORMS
from .campaign import name
from .content import Look
from .fields import Flag, Instant, Pattern, Share, Strict, Table, Whole, language, matching, one_of, text, words
from .links import in_ascii, link

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")


class Origin(fields.String):
    """A page's origin in its canonical form; `https://*.shop.example` is every subdomain."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        given: str = super()._deserialize(value, attr, data, **kwargs)
        origin = canonical_origin(given)
        if origin is None:
            raise ValidationError("An origin such as https://shop.example, or https://*.shop.example.")
        return origin


def canonical_origin(given: str) -> str | None:
    """`HTTPS://Shop.example:443` → `https://shop.example`; None for what a browser would never send.

    A wildcard may only be the whole left-most label, above a domain of two labels or more.
    """
    found = re.fullmatch(r"([A-Za-z]+://)(\*\.)?([^/?#*\s\x00-\x20]+)/?", given)
    if not found:
        return None
    origin = origin_of(found[1] + in_ascii(found[3]))
    if origin is None:
        return None
    scheme, _, rest = origin.partition("://")
    host = rest if rest.startswith("[") else rest.partition(":")[0]
    if not _HOST.fullmatch(host.partition("]")[0] + "]" if host.startswith("[") else host):
        return None
    if found[2] and ("." not in host or host.startswith("[") or host.replace(".", "").isdigit()):
        return None
    return f"{scheme}://{found[2] or ''}{rest}"


def _known_zone(value: str) -> None:
    if not is_zone(value):
        raise ValidationError("No IANA time zone, such as Europe/Berlin.")


def _known_currency(value: str) -> None:
    if value not in list_currencies():
        raise ValidationError("No ISO 4217 currency, such as EUR.")


def _needed_purposes(purposes: list[dict[str, Any]]) -> None:
    keys = [purpose["key"] for purpose in purposes]
    if len(set(keys)) < len(keys):
        raise ValidationError("A purpose is there twice.")
    missing = [purpose["key"] for purpose in DEFAULT_PURPOSES if purpose["key"] not in keys]
    if missing:
        raise ValidationError(f"{' and '.join(missing)} can't be left out: the widget asks for it.")


def _known_country(value: str) -> None:
    if value not in Locale("en").territories:
        raise ValidationError("An ISO 3166 country, such as DE, or EU.")


def _each_once(regions: list[dict[str, Any]]) -> None:
    named = [country for region in regions for country in region["countries"]]
    twice = sorted({country for country in named if named.count(country) > 1})
    if twice:
        raise ValidationError(f"{' and '.join(twice)} can be in one region only.")


class Region(Strict):
    """Where another consent mode holds. EU stands for all countries with the GDPR."""

    countries = fields.List(
        fields.String(validate=[Pattern(r"^[A-Z]{2}$"), _known_country]),
        validate=[validate.Length(1, 250)],
        required=True,
    )
    mode = one_of(*CONSENT_MODES, required=True)


class Purpose(Strict):
    key = matching(r"^[a-z][a-z0-9_]{0,39}$", "A short name in snake_case.", required=True)
    title = words(200, required=True)
    text = words(2000, load_default=dict)


class Holdout(Strict):
    share = fields.Float(validate=[validate.Range(0, 0.5)], required=True)
    seed = matching(r"^[\x20-\x7e]{1,100}$", "1 to 100 ASCII characters.")


def _paths(most: int, least: int = 0) -> fields.List[Any]:
    path = fields.String(validate=[Pattern(r"^[/*][^\x00]*$"), validate.Length(max=500)])
    return fields.List(path, validate=[validate.Length(least, most)], required=bool(least))


def _named_once(things: list[dict[str, Any]]) -> None:
    names = [thing["name"] for thing in things]
    if len(set(names)) < len(names):
        raise ValidationError("A name is there twice.")


def _short_name() -> fields.String:
    return matching(r"^[a-z][a-z0-9_]{0,39}$", "A short name in snake_case.", required=True)


class PageGroup(Strict):
    """A set of pages that rules can ask about by name."""

    name = _short_name()
    paths = _paths(50, 1)


class PageVariable(Strict):
    """A value on the shop's pages: where it stands, and whether the number in a text is meant."""

    name = _short_name()
    from_ = one_of("selector", "meta", "data_layer", "js", data_key="from", attribute="from", required=True)
    at = text(200, 1, required=True)
    kind = one_of("text", "number", load_default="text")


class Manners(Strict):
    """Limits of all messages together; null is none. A bar or slide-in costs 1 of a budget, a popup or fullscreen message 2."""

    gap_minutes = Whole(0, 43_200, allow_none=True, load_default=None)
    session = Whole(0, 1000, allow_none=True, load_default=None)
    day = Whole(0, 1000, allow_none=True, load_default=None)
    days_30 = Whole(0, 1000, allow_none=True, load_default=None)
    search_safe = Flag(load_default=True)


def _own_words(given: dict[str, dict[str, str]]) -> None:
    """Raises a ValidationError where a name is none of ours, or a text leaves out what is to be put in."""
    for code, table in given.items():
        unknown = sorted(table.keys() - set(own.names()))
        if unknown:
            raise ValidationError({code: {unknown[0]: ["No word of Winback's own."]}})
        for word, said in table.items():
            for place in ("{min}", "{max}"):
                if place in own.ours()["en"][word] and place not in said:
                    raise ValidationError({code: {word: [f"Leave {place} in it: the number is put in its place."]}})


def _own_words_field() -> Table:
    """By language and name: `{"de": {"close": "Zumachen"}}`."""
    name = matching(r"^[a-z_]{1,40}$", "A short name in snake_case.")
    return Table(language(), Table(name, text(200, 1), 100), 40, validate=[_own_words])


_NO_MANNERS = {"gap_minutes": None, "session": None, "day": None, "days_30": None, "search_safe": True}


class SiteChange(Strict):
    """Settings to set; what is left out stays."""

    name = name()
    origins = fields.List(Origin(validate=[validate.Length(max=300)]), validate=[validate.Length(max=100)])
    development_origins = fields.List(
        Origin(validate=[validate.Length(max=300)]),
        validate=[validate.Length(max=100)],
        metadata={
            "description": "Origins of the site too, where machines try the shop: nobody is taken for a bot there."
        },
    )
    zone = fields.String(validate=[validate.Length(1, 64), _known_zone])
    currency = fields.String(validate=[_known_currency], metadata={"pattern": "^[A-Z]{3}$"})
    language = language()
    platform = one_of("none", *PLATFORMS)
    consent_mode = one_of(*CONSENT_MODES)
    consent_regions = fields.List(fields.Nested(Region), validate=[validate.Length(max=20), _each_once])
    purposes = fields.List(fields.Nested(Purpose), validate=[validate.Length(1, 20), _needed_purposes])
    controller = text(500)
    policy_url = link()
    holdout = fields.Nested(Holdout)
    quiet_paths = _paths(100)
    page_groups = fields.List(fields.Nested(PageGroup), validate=[validate.Length(max=50), _named_once])
    page_variables = fields.List(fields.Nested(PageVariable), validate=[validate.Length(max=50), _named_once])
    manners = fields.Nested(Manners)
    look = fields.Nested(Look)
    own_words = _own_words_field()
    allows_forced_arms = Flag()
    decision_share = Share(
        metadata={"description": "Of visitors: for whom it is logged why each message showed or not."}
    )


class SiteCreate(SiteChange):
    name = name(required=True)


class Sighting(Schema):
    origin = fields.String(required=True)
    url = fields.String(required=True)
    is_allowed = fields.Boolean(required=True)
    seen_at = Instant(required=True)


class Install(Schema):
    """The check of the installation: where and when the tag was last seen."""

    is_recent = fields.Boolean(required=True)
    last_seen_at = Instant(required=True, allow_none=True)
    seen = fields.List(fields.Nested(Sighting), required=True)


class Tags(Schema):
    """What to paste: the script from this server or from the site's own domain, as it is or pinned by its hash."""

    plain = fields.String(required=True)
    own_domain = fields.String(required=True)
    pinned = fields.String(required=True)
    pinned_own_domain = fields.String(required=True)


def plain_tag(key: str, base: str) -> str:
    return f'<script async src="{base}/w/{key}.js"></script>'


class SiteOut(SiteChange):
    id = fields.String(required=True)
    key = fields.String(required=True)
    snippet = fields.String(required=True)
    install = fields.Nested(Install, required=True)
    created_at = Instant(required=True)


def site_json(site: Site, sightings: list[TagSighting], base: str, now: int) -> dict[str, Any]:
    """The site as SiteOut writes it; `sightings` with the newest first."""
    settings = ("name", "origins", "zone", "currency", "language", "platform", "consent_mode", "consent_regions")
    allowed = [sighting for sighting in sightings if site.allows_origin(sighting.origin)]
    return {
        "id": str(site.id),
        "key": site.key,
        **{setting: getattr(site, setting) for setting in settings},
        "development_origins": site.development_origins,
        "purposes": site.purposes,
        "controller": site.controller,
        "policy_url": site.policy_url,
        "holdout": site.holdout,
        "quiet_paths": site.quiet_paths,
        "page_groups": site.page_groups,
        "page_variables": site.page_variables,
        "manners": {**_NO_MANNERS, **(site.manners or {})},
        "look": site.look or {},
        "own_words": site.own_words or {},
        "allows_forced_arms": site.allows_forced_arms,
        "decision_share": site.decision_share,
        "snippet": plain_tag(site.key, base),
        "install": {
            "is_recent": bool(allowed) and now - allowed[0].seen_at < DAY,
            "last_seen_at": allowed[0].seen_at if allowed else None,
            "seen": [
                {"origin": s.origin, "url": s.url, "is_allowed": s in allowed, "seen_at": s.seen_at} for s in sightings
            ],
        },
        "created_at": site.created_at,
    }


__all__ = ["SiteChange", "SiteCreate", "SiteOut", "Tags", "canonical_origin", "plain_tag", "site_json"]
