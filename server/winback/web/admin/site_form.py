"""The form of a site's settings: from the site to its fields, and from fields to settings or errors at the fields."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from ...models import Site
from ..schemas.problems import Malformed, loaded
from ..schemas.site import SiteChange, SiteCreate
from . import words
from .language import LANGUAGES

Errors = dict[str, str]
MOST_PURPOSES = 20
MOST_REGIONS = 20
# Said in the form's own words, where the schema's are those of the API.
_MESSAGES = {
    "name": _("Give the site a name of up to 120 characters."),
    "origins": _("An address is not one that a browser could send. Write it as https://shop.example"),
    "development_origins": _("An address is not one that a browser could send. Write it as https://shop.example"),
    "zone": _("No time zone. Write it as Europe/Berlin."),
    "currency": _("No currency. Write it as EUR."),
    "consent_regions": _("Countries are codes of two letters, such as DE or EU, each in one region only."),
    "policy_url": _("An address that starts with https:// or with a slash."),
    "holdout": _("A share from 0 to 50 %."),
    "decision_share": _("A share from 0 to 100 %."),
    "page_groups": _("Each line is a short name, a colon and paths, as in products: /p/*, /product/*"),
    "page_variables": _("Each line is a short name, a colon and a place, as in stock: number selector .stock"),
    "manners": _("A whole number, or nothing for no limit."),
    "quiet_paths": _("Each line is a path that starts with a slash; * stands for anything."),
}


def blank() -> dict[str, Any]:
    return {"name": "", "origins": "", "zone": "Europe/Berlin", "currency": "EUR", "language": "en", "platform": "none"}


def of(site: Site) -> dict[str, Any]:
    """The site's settings as the fields show them."""
    names = ("name", "zone", "currency", "language", "platform", "consent_mode", "purposes", "controller", "policy_url")
    regions = [{**region, "countries": " ".join(region["countries"])} for region in site.consent_regions]
    return {
        **{name: getattr(site, name) for name in names},
        "consent_regions": regions,
        "origins": "\n".join(site.origins),
        "development_origins": "\n".join(site.development_origins),
        "quiet_paths": "\n".join(site.quiet_paths),
        "page_groups": "\n".join(f"{group['name']}: {', '.join(group['paths'])}" for group in site.page_groups),
        "page_variables": "\n".join(map(_variable_line, site.page_variables)),
        **{f"manners.{limit}": site.manners.get(limit) for limit in words.MANNERS},
        "search_safe": site.manners.get("search_safe", True),
        "holdout": f"{site.holdout_share * 100:g}",
        "decision_share": f"{site.decision_share * 100:g}",
        "allows_forced_arms": site.allows_forced_arms,
    }


def typed(form: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, to be shown again beside the errors."""
    return {
        **form,
        "purposes": _purposes(form),
        "consent_regions": _regions(form),
        "allows_forced_arms": "allows_forced_arms" in form,
    }


def read_new(form: Mapping[str, str]) -> tuple[dict[str, Any], Errors]:
    """The columns of a new site, and what is wrong by field."""
    return _load(SiteCreate(), _general(form))


def read(form: Mapping[str, str]) -> tuple[dict[str, Any], Errors]:
    """The columns of all settings, and what is wrong by field."""
    return _load(SiteChange(), {**_general(form), **_consent(form), **_showing(form)})


def _load(schema: SiteChange, settings: dict[str, Any]) -> tuple[dict[str, Any], Errors]:
    try:
        columns = loaded(schema, settings)
    except Malformed as error:
        return {}, _at_fields(error.errors)
    holdout = columns.pop("holdout", {})
    return {**columns, **{f"holdout_{name}": value for name, value in holdout.items()}}, {}


def _general(form: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": form.get("name", "").strip(),
        "origins": _origins(form.get("origins", "")),
        "development_origins": _origins(form.get("development_origins", "")),
        "zone": form.get("zone", "").strip(),
        "currency": form.get("currency", "").strip().upper(),
        "language": form.get("language", ""),
        "platform": form.get("platform", "none"),
    }


def _origins(text: str) -> list[str]:
    return list(dict.fromkeys(_origin(part) for part in re.split(r"[\s,]+", text) if part))


def _consent(form: Mapping[str, str]) -> dict[str, Any]:
    return {
        "consent_mode": form.get("consent_mode", ""),
        "consent_regions": [
            {**row, "countries": re.split(r"[\s,;]+", row["countries"].upper())} for row in _regions(form)
        ],
        "controller": form.get("controller", "").strip(),
        "policy_url": form.get("policy_url", "").strip(),
        "purposes": _purposes(form),
    }


def _showing(form: Mapping[str, str]) -> dict[str, Any]:
    lines = [line.strip() for line in form.get("quiet_paths", "").splitlines()]
    return {
        "holdout": {"share": _share(form.get("holdout", ""))},
        "quiet_paths": [line for line in lines if line],
        "page_groups": [_group(line) for line in form.get("page_groups", "").splitlines() if line.strip()],
        "page_variables": [_variable(line) for line in form.get("page_variables", "").splitlines() if line.strip()],
        "manners": {
            **{limit: _limit(form.get(f"manners.{limit}", "")) for limit in words.MANNERS},
            "search_safe": "search_safe" in form,
        },
        "allows_forced_arms": "allows_forced_arms" in form,
        **({"decision_share": _share(form["decision_share"])} if "decision_share" in form else {}),
    }


def _group(line: str) -> dict[str, Any]:
    """`products: /p/*, /product/*`; what is none stays without a path, for the schema to refuse."""
    name, _, paths = line.partition(":")
    return {"name": name.strip(), "paths": [path.strip() for path in paths.split(",") if path.strip()]}


_VARIABLE = re.compile(r"\s*([^:\s]+)\s*:\s*(?:(number)\s+)?(\S+)\s+(.+?)\s*")


def _variable(line: str) -> dict[str, Any]:
    """`stock: number selector .stock`; what is none stays without a place, for the schema to refuse."""
    found = _VARIABLE.fullmatch(line)
    if not found:
        return {"name": line}
    return {"name": found[1], "kind": found[2] or "text", "from": found[3], "at": found[4]}


def _variable_line(variable: dict[str, Any]) -> str:
    kind = "number " if variable["kind"] == "number" else ""
    return f"{variable['name']}: {kind}{variable['from']} {variable['at']}"


def _limit(text: str) -> Any:
    """Empty is none; what is no number stays, for the schema to refuse."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else text.strip() or None


def _origin(typed_origin: str) -> str:
    """`shop.example/de` → `https://shop.example`: what one copies from the browser is an address of a page."""
    address = typed_origin if "://" in typed_origin else f"https://{typed_origin}"
    return "/".join(address.split("/")[:3])


def _share(text: str) -> Any:
    """`2,5` → 0.025; what is no number stays, for the schema to refuse."""
    number = text.strip().replace(",", ".").removesuffix("%").strip()
    return float(number) / 100 if re.fullmatch(r"\d{1,4}(\.\d{1,6})?", number) else text


def _regions(form: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows named `consent_regions.0.countries` and so on; a row without countries is none."""
    rows = [
        {part: form.get(f"consent_regions.{index}.{part}", "").strip(" ,;\t\r\n") for part in ("countries", "mode")}
        for index in range(MOST_REGIONS)
    ]
    return [row for row in rows if row["countries"]]


def _purposes(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows named `purposes.0.key`, `purposes.0.title.en` and so on; an empty row is none."""
    rows = [
        {
            "key": form.get(f"purposes.{index}.key", "").strip(),
            **{part: _texts(form, f"purposes.{index}.{part}") for part in ("title", "text")},
        }
        for index in range(MOST_PURPOSES)
    ]
    return [row for row in rows if any(row.values())]


def _texts(form: Mapping[str, str], name: str) -> dict[str, str]:
    # a line's end in a text area is a blank to visitors
    texts = {code: " ".join(form.get(f"{name}.{code}", "").split()) for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _at_fields(found: list[dict[str, str]]) -> Errors:
    """One error a field: `origins[1]` belongs to the area named origins, `purposes[0].key` to a field of its own."""
    errors: Errors = {}
    for error in words.errors(found):
        field = error["path"].split(".")[0]
        path = error["path"] if field in ("purposes", "manners") else field
        errors.setdefault(path, str(_MESSAGES.get(field, error["message"])))
    return errors
