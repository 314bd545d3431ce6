"""A campaign on the wire: what may be sent, what is answered, and how an incomplete one is filled up.

The API and the admin's forms read through the same functions, so what one refuses the other refuses too.
"""

import re
import unicodedata
from typing import Any

from marshmallow import fields, post_load, validate

from ...models import Campaign
from ...models.campaign import KINDS, STATUSES
from .content import CONTENT_KEYS, ContentSchema
from .contradictions import RESERVED, contradictions
from .fields import Flag, Instant, Pattern, Strict, Whole, matching, one_of
from .problems import Malformed, loaded

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_SLUG = 60
CONTROL_WEIGHT = 0.1


def slug(**options: Any) -> fields.String:
    pattern = Pattern(SLUG, error="Lower-case letters and digits, joined by single hyphens.")
    return fields.String(validate=[validate.Length(1, LONGEST_SLUG), pattern], **options)


def name(**options: Any) -> fields.String:
    return matching(r"^[^\x00-\x1f\x7f]{0,119}[^\x00-\x1f\x7f\s]$", "1 to 120 characters in one line.", **options)


class CampaignChange(ContentSchema):
    """Parts of a campaign to set; a part that is sent replaces the whole part."""

    name = name()
    priority = Whole(0, 100)
    status = one_of(*STATUSES)  # only as it is: the verbs change it


READ_ONLY = ("id", "kind", "status", "version", "has_unpublished_changes", "created_at", "updated_at", "launched_at")


class Warned(Strict):
    path = fields.String(required=True)
    message = fields.String(required=True)


class CampaignPatch(CampaignChange):
    """Also what can't be changed may be sent, as it was read: a whole campaign can come back."""

    id = slug()
    kind = one_of(*KINDS)
    version = Whole(0, 2**31 - 1)
    has_unpublished_changes = Flag()
    created_at = Instant()
    updated_at = Instant()
    launched_at = Instant(allow_none=True)
    warnings = fields.List(fields.Nested(Warned))  # as a launch has answered them

    @post_load
    def _leave_warnings_to_launching(self, data: dict[str, Any], **rest: Any) -> dict[str, Any]:
        data.pop("warnings", None)
        return data


class CampaignCreate(CampaignChange):
    """A new draft: from a template, from content, or empty."""

    id = slug()
    name = name(required=True)
    kind = one_of(*KINDS)
    template = matching(r"^[a-z][a-z0-9_]{0,39}$", "The id of a template.")


class CampaignDuplicate(Strict):
    may_be_left_out = True

    name = name()


class CampaignOut(ContentSchema):
    id = slug(required=True)
    name = fields.String(required=True)
    kind = one_of(*KINDS, required=True)
    status = one_of(*STATUSES, required=True)
    priority = fields.Integer(required=True)
    version = fields.Integer(required=True)
    has_unpublished_changes = fields.Boolean(required=True)
    created_at = Instant(required=True)
    updated_at = Instant(required=True)
    launched_at = Instant(required=True, allow_none=True)


class LaunchedOut(CampaignOut):
    """`warnings`: what keeps nobody from launching, and yet is hardly meant so."""

    warnings = fields.List(fields.Nested(Warned), required=True)


def campaign_json(campaign: Campaign) -> dict[str, Any]:
    """The campaign as CampaignOut writes it."""
    epochs = [{key: epoch[key] for key in ("id", "since", "weights")} for epoch in campaign.epochs]
    return {
        "id": campaign.slug,
        "name": campaign.name,
        "kind": campaign.kind,
        "status": campaign.status,
        "priority": campaign.priority,
        "version": campaign.version,
        "has_unpublished_changes": campaign.has_unpublished_changes,
        "created_at": campaign.created_at,
        "updated_at": campaign.updated_at,
        "launched_at": campaign.launched_at,
        **campaign.content,
        "experiment": {**campaign.content["experiment"], "epochs": epochs},
    }


def read_content(data: dict[str, Any], kind: str, slug: str, language: str = "en") -> dict[str, Any]:
    """A campaign's content out of untrusted parts of it. Raises Malformed, with a path for each problem.

    `slug` becomes the experiment's seed and `language` the only language, where the parts name none.
    """
    return checked(loaded(ContentSchema(), data), kind, slug, language)


def checked(parts: dict[str, Any], kind: str, slug: str, language: str = "en") -> dict[str, Any]:
    """Loaded parts, filled up to a whole content whose parts fit each other. Raises Malformed."""
    content = _complete(parts, kind, slug, language)
    errors = contradictions(content, kind)
    if errors:
        raise Malformed(errors)
    return content


def slug_of(name: str, otherwise: str = "campaign") -> str:
    """The name as a part of an address: `Été 2026!` → `ete-2026`; `otherwise` where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[: LONGEST_SLUG - 6].strip("-") or otherwise


def _complete(parts: dict[str, Any], kind: str, slug: str, language: str) -> dict[str, Any]:
    """Exactly CONTENT_KEYS, whatever is missing as a marketer would want it."""
    usual: dict[str, Any] = {
        "triggers": [],
        "match": "any",
        "search_safe": True,
        "hosted": False,
        "audience": None,
        "languages": [language],
        "variants": {},
        "tests": [],
        **{key: loaded(ContentSchema(), {key: {}})[key] for key in ("schedule", "frequency", "goal", "experiment")},
    }
    content = {key: parts.get(key, usual[key]) for key in CONTENT_KEYS}
    experiment = content["experiment"]
    content["experiment"] = {
        **experiment,
        "seed": experiment.get("seed", slug),
        "arms": experiment.get("arms") or _equal_arms([v for v in content["variants"] if v not in RESERVED], kind),
    }
    return content


def _equal_arms(variants: list[str], kind: str) -> list[dict[str, Any]]:
    """A control by default, so that every report can lead with what the message caused."""
    if not variants:
        return []
    control = 0.0 if kind == "consent" else CONTROL_WEIGHT
    share = (1 - control) / len(variants)
    arms = [{"id": variant, "weight": share} for variant in variants]
    return [{"id": "control", "weight": control}, *arms] if control else arms
