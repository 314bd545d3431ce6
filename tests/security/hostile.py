"""Reads the tables of hostile inputs: each row becomes requests, each with what is expected of it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from winback.ids import new_site_key, uuid7

CASES = Path(__file__).parents[1] / "cases"
PLACEHOLDER = re.compile("%([A-Z]+)[0-9]*%")


@dataclass
class Hostile:
    """One request of a row. `route` is `e` for events and `c` for consent; `slot` says where a variant stands."""

    row: dict[str, Any]
    name: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    route: str = "e"
    slot: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the row promises that nothing of it is stored."""
        return (
            bool(re.match(r"(4xx|4\d\d)(?! or accepted)(?!.* or replaced)", self.row["expected"]))
            and self.slot != "any"
        )

    @property
    def is_stored(self) -> bool:
        return self.row["expected"].startswith(("accepted", "stored")) and "or refused" not in self.row["expected"]


def rows_about(*targets: str) -> list[dict[str, Any]]:
    """Rows of every table of this format whose target contains one of the words."""
    found: list[dict[str, Any]] = []
    for path in sorted(CASES.glob("*.json")):
        table = json.loads(path.read_text())
        rows = table.get("inputs", []) if isinstance(table, dict) else []
        found += [row for row in rows if any(target in row.get("target", "") for target in targets)]
    return found


def requests_of(row: dict[str, Any], values: dict[str, str]) -> Iterator[Hostile]:
    """Everything that the row says to send; nothing where it describes in prose what a test has to do."""
    route = "c" if "/c/" in row["target"] or ("consent" in row["target"] and "ingest" not in row["target"]) else "e"
    if "literal" in row:
        yield Hostile(row, "literal", fill(row["literal"], values).encode("utf-8", "surrogatepass"), route=route)
    if "gen_python" in row and is_python(row["gen_python"]):
        made = eval(row["gen_python"], {"body": body_maker(values), "B": bytes_maker(values)})
        body = made if isinstance(made, bytes) else str(made).encode("utf-8", "surrogatepass")
        yield Hostile(row, "generated", fill_bytes(body, values), row.get("headers", {}), route)
    for number, variant in enumerate(row.get("variants", [])):
        for one in variants_of(row, variant, values, route):
            one.name = f"{number} {one.name}"
            yield one


def variants_of(row: dict[str, Any], variant: Any, values: dict[str, str], route: str) -> Iterator[Hostile]:
    if isinstance(variant, dict):
        headers = {name: str(value) for name, value in variant.items() if name != "body"}
        body = variant["body"].encode() if "body" in variant else body_maker(values)("1").encode()
        yield Hostile(row, str(headers), body, headers, route, "headers")
        return
    if route == "c":
        yield Hostile(row, variant, consent_body(variant, values), route="c", slot="consent")
        return
    slots = [slot for words, slots in SLOTS.items() if re.search(words, row["name"]) for slot in slots]
    for slot in slots or EVERYWHERE:
        yield in_slot(row, variant, slot, values, is_guess=not slots)


# What the name of a row says about where its variants belong.
SLOTS = {
    r"\bOrigin\b": ["Origin"],
    r"\bGPC\b": ["Sec-GPC"],
    r"\bagents\b": ["User-Agent"],
    r"\bclock\b": ["sent_at", "age_ms"],
    r"\bNPS\b": ["score"],
    r"\bchoice\b": ["why"],
    r"\bvisitor id\b": ["visitor"],
    r"\bkeys and values\b": ["value", "key"],
}
EVERYWHERE = ["value", "key", "visitor", "sent_at", "age_ms", "name", "score", "url", "Origin", "User-Agent"]


def in_slot(row: dict[str, Any], variant: str, slot: str, values: dict[str, str], is_guess: bool) -> Hostile:
    """A good request with the variant in one place. `is_guess`: the row didn't say which place."""
    variant = fill(variant, values)
    headers: dict[str, str] = {}
    if slot in ("Origin", "User-Agent", "Sec-GPC"):
        headers[slot] = variant.split(" is allowed by ")[0]
        text = body_maker(values)("1")
    else:
        text = planted(slot, variant, values)
    return Hostile(
        row,
        f"{variant[:40]} as {slot}",
        text.encode("utf-8", "surrogatepass"),
        headers,
        slot="any" if is_guess else slot,
    )


def planted(slot: str, variant: str, values: dict[str, str]) -> str:
    raw = variant if is_json(variant) else json.dumps(variant)
    match slot:
        case "value":
            return body_maker(values)(raw)
        case "key":
            return body_maker(values)("1").replace('"k":', f"{json.dumps(variant)}:")
        case "visitor":
            return body_maker(values)("1").replace(f'"{values["VISITOR"]}"', raw)
        case "sent_at":
            return body_maker(values)("1").replace(f'"sent_at":{values["MS"]}', f'"sent_at":{raw}')
        case "age_ms":
            return body_maker(values)("1").replace('"age_ms":0', f'"age_ms":{raw}')
        case "name":
            return body_maker(values)("1").replace('"hostile_seen"', raw)
        case "url":
            return body_maker(values)("1").replace(f'"{values["PAGE"]}"', raw)
    answer = f'{{"exposure":"{values["EXPOSURE"]}","step":"s1","block":"{slot}","value":{raw}}}'
    return event_text("answer", answer, values)


def body_maker(values: dict[str, str]) -> Any:
    """`body(v)` of the tables: a valid batch of one event whose properties are {"k": v}."""
    return lambda v: event_text("hostile_seen", f'{{"k":{v}}}', values)


def bytes_maker(values: dict[str, str]) -> Any:
    return lambda v: body_maker(values)(v).encode("utf-8", "surrogatepass")


def event_text(name: str, properties: str, values: dict[str, str]) -> str:
    return fill(
        '{"v":1,"visitor":"%VISITOR%","session":"%SESSION%","sent_at":%MS%,'
        '"consent":{"mode":"off","purposes":[],"notice":null,"gpc":false},'
        '"page":{"url":"%PAGE%","referrer":"","title":"t"},'
        f'"events":[{{"id":"%UUID%","name":"{name}","age_ms":0,"properties":{properties}}}]}}',
        values,
    )


def consent_body(variant: str, values: dict[str, str]) -> bytes:
    """A good decision with the variant's members in place of its own."""
    good = {
        "v": 1,
        "id": fresh(values, "UUID"),
        "consent_id": values["SESSION"],
        "visitor": None,
        "notice": values["NOTICE"],
        "purposes": {"analytics": True, "personalization": True},
        "how": "click",
        "page": {"url": values["PAGE"]},
    }
    return json.dumps({**good, **json.loads(fill(variant, values))}).encode()


def fill(text: str, values: dict[str, str]) -> str:
    """Each %UUID% is a fresh one, so is each %OTHERKEY%; the rest are fixed."""
    return PLACEHOLDER.sub(lambda found: fresh(values, found[1]), text)


def fill_bytes(body: bytes, values: dict[str, str]) -> bytes:
    return re.sub(rb"%[A-Z]+[0-9]*%", lambda found: fill(found[0].decode(), values).encode(), body)


def fresh(values: dict[str, str], name: str) -> str:
    made = {"UUID": lambda: str(uuid7(int(values["MS"]))), "OTHERKEY": new_site_key}
    return made[name]() if name in made else values[name]


def is_python(text: str) -> bool:
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return bool(called & {"body", "B"}) or not any(isinstance(node, ast.Name) for node in ast.walk(tree))


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
