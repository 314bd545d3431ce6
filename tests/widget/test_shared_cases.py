"""The shared cases in a real browser, and that browser and Python agree on what nobody thought of.

All rows of a table cross to the page in one call; each is then compared by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.cases import analytics, bucketing, cases, each, each_of_column, milliseconds, survey_frequency
from winback.assign import assign, hash_unit
from winback.assign.conditions import passes
from winback.rules import evaluate
from winback.rules.channels import CLICK_IDS, channel, channel_of_visit
from winback.rules.facts import FACTS, FAMILIES
from winback.rules.fitting import leaves
from winback.rules.frequency import CHECKS, may_show, merge_state
from winback.rules.meaning import OPS
from winback.rules.patterns import MATCHED_LENGTH, why_refused
from winback.rules.times import time_in
from winback.rules.wanting import wanting
from winback.targeting.contrast import ENOUGH, contrast

BUNDLE = Path(__file__).resolve().parents[2] / "widget" / "build" / "testing.js"

# what the browser does with one row; `w` is what the bundle exports
QUESTIONS = {
    "rules": """({ rule, facts, not_json = {} }) => {
        const numbers = Object.entries(not_json).map(([name, number]) => [name, Number(number)]);
        return w.evaluate(rule, { ...facts, ...Object.fromEntries(numbers) });
    }""",
    "frequency": "({ frequency, state, now }) => w.mayShow(frequency, state, now)",
    "frequency_merge": "({ one, other }) => w.mergeState(one, other)",
    "assign": "({ experiment, unit }) => w.assign(experiment, unit)",
    "hash": "([seed, value, version]) => w.hash(seed, value, version)",
    "getBucketRange": "([, [count, coverage, weights]]) => w.bucketRanges(count, coverage, weights ?? undefined)",
    "chooseVariation": "([, bucket, ranges]) => w.chooseVariation(bucket, ranges)",
    "inNamespace": "([, unit, namespace]) => w.inNamespace(unit, namespace)",
    "getEqualWeights": "([count]) => w.equalWeights(count)",
    "getQueryStringOverride": "([, key, url, count]) => w.growthbook.forcedByQuery(key, url, count)",
    "run": "([, context, experiment]) => w.growthbook.run(experiment, w.growthbook.contextOf(context))",
    "stickyBucket": """([, given, docs, feature]) => {
        const context = w.growthbook.contextOf(given, w.growthbook.ownDocs(given, docs));
        return [w.growthbook.evaluateFeature(feature, context).experimentResult ?? null, context.docs];
    }""",
    "imported_condition": """({ condition, attributes, groups = {} }) =>
        w.growthbook.passes(attributes, condition, groups)""",
    "imported_address": "({ url, targets }) => w.growthbook.isTargeted(url, targets)",
    "imported_run": "({ context, experiment }) => w.growthbook.run(experiment, w.growthbook.contextOf(context))",
    "imported_sticky": """({ context: given, docs, feature }) => {
        const context = w.growthbook.contextOf(given, w.growthbook.ownDocs(given, docs));
        return [w.growthbook.evaluateFeature(feature, context).experimentResult ?? {}, context.docs];
    }""",
    "wanting": "({ rule, facts }) => w.wanting(rule, facts)",
    "channel": "([utm, referrer, host, click]) => w.channel(utm, referrer, host, click)",
    "channel_of_visit": "([landing, referrer]) => w.channelOf({ landing, referrer })",
    "wants_black": "(colour) => w.wantsBlack(colour)",
    "sha256": "(text) => w.sha256(text)",
    "time": "([zone, now]) => w.timeIn(zone, now)",
    "milliseconds": """({ rule, facts }) => {
        const took = [1, 2, 3].map(() => {
            const started = performance.now();
            w.evaluate(rule, facts);
            return performance.now() - started;
        });
        return Math.min(...took);
    }""",
}

ASK_ALL = """([question, rows]) => {
    const w = winbackTesting;
    const ask = eval(question);
    const answers = JSON.parse(rows).map((row) => {
        try { return ask(row) } catch (error) { return `threw ${error}` }
    });
    return JSON.stringify(answers);
}"""


@pytest.fixture(scope="module")
def page_with_bundle(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_script_tag(content=BUNDLE.read_text("utf-8"))
    yield page
    page.close()


Ask = Callable[[str, list[Any]], list[Any]]


@pytest.fixture(scope="module")
def ask(page_with_bundle: Page) -> Ask:
    """The browser's answers to a question about each of some rows, in their order."""

    def ask_all(question: str, rows: list[Any]) -> list[Any]:
        # as text, so that the page reads numbers and surrogates as it reads its own configuration
        said: str = page_with_bundle.evaluate(ASK_ALL, [QUESTIONS[question], json.dumps(rows)])
        answers: list[Any] = json.loads(said, parse_int=float)  # a browser's numbers are doubles
        return answers

    return ask_all


@pytest.fixture(scope="module")
def browser_says(ask: Ask) -> Callable[..., Any]:
    """The browser's answer to one row of a table, out of one call for the whole table."""
    tables: dict[str, dict[str, Any]] = {}

    def answer(table: str, row: Any) -> Any:
        if table not in tables:
            rows = [one["given"] for one in cases(table)] or bucketing(table)
            tables[table] = dict(zip(map(json.dumps, rows), ask(table, rows), strict=True))
        return tables[table][json.dumps(row)]

    return answer


# ---- our own tables ----


@each(cases("rules"))
def test_a_rule_holds(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("rules", row["given"]) is row["expect"]["holds"]


@each(cases("frequency"))
def test_a_limit_forbids_by_name(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("frequency", row["given"]) == row["expect"]["check"]


@each(cases("frequency_merge"))
def test_two_tabs_remember_together(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("frequency_merge", row["given"]) == row["expect"]["merged"]


@each(cases("display_frequency", "recontact"))
def test_other_products_cases(row: dict[str, Any], ask: Ask) -> None:
    frequency, state, a_second_later = survey_frequency(row)
    now = milliseconds(row["given"]["now"])
    moments = [{"frequency": frequency, "state": kept, "now": now} for kept in (state, a_second_later)]
    at_once, a_second_less = ask("frequency", moments)
    assert (at_once is None) is row["expect"]["eligible"]
    if "at_exactly_one_second_less" in row["expect"]:
        assert (a_second_less is None) is row["expect"]["at_exactly_one_second_less"]


@pytest.mark.parametrize("row", analytics("channel"), ids=lambda row: row["id"])
def test_a_channel_by_the_worked_example(row: dict[str, Any], ask: Ask) -> None:
    rows = [
        [
            {key.removeprefix("utm_"): value for key, value in one.items() if key.startswith("utm_")},
            *(one.get(part, "") for part in ("referrer", "host", "click_id")),
        ]
        for one in row["input"]["rows"]
    ]
    assert ask("channel", rows) == row["expect"]


# ---- GrowthBook's table ----


@each_of_column("hash")
def test_hash(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("hash", row) == row[-1]


@each_of_column("getBucketRange")
def test_bucket_ranges(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert [pytest.approx(one, abs=1e-6) for one in browser_says("getBucketRange", row)] == row[-1]


@each_of_column("chooseVariation")
def test_choose_variation(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("chooseVariation", row) == row[-1]


@each_of_column("inNamespace")
def test_in_namespace(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("inNamespace", row) is row[-1]


@each_of_column("getEqualWeights")
def test_equal_weights(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("getEqualWeights", row) == pytest.approx(row[-1], abs=1e-8)


@each_of_column("getQueryStringOverride")
def test_forced_by_query(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("getQueryStringOverride", row) == row[-1]


@each_of_column("run")
def test_run(row: list[Any], browser_says: Callable[..., Any]) -> None:
    result = browser_says("run", row)
    assert [result["value"], result["inExperiment"], result["hashUsed"]] == row[-3:]


@each_of_column("stickyBucket")
def test_sticky_bucket(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("stickyBucket", row) == row[-2:]


@each(cases("imported_condition"))
def test_an_imported_condition(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("imported_condition", row["given"]) is row["expect"]["passes"]


@each(cases("imported_address"))
def test_an_imported_address(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("imported_address", row["given"]) is row["expect"]["targeted"]


@each(cases("imported_run"))
def test_an_imported_run(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    result = browser_says("imported_run", row["given"])
    assert {name: result[name] for name in row["expect"]} == row["expect"]


@each(cases("imported_sticky"))
def test_an_imported_sticky_assignment(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    result, docs = browser_says("imported_sticky", row["given"])
    assert (result.get("key"), result.get("stickyBucketUsed", False)) == (row["expect"]["key"], row["expect"]["sticky"])
    assert {key: doc["assignments"] for key, doc in docs.items()} == row["expect"]["assignments"]


# ---- agreement on what nobody thought of ----

# a batch is one call to the page; shrinking a batch takes minutes, and the row that differs says enough
BATCHES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.too_slow],
)


class Batch(list[Any]):
    def __repr__(self) -> str:
        return f"{len(self)} rows"  # the one that differs is named by its own assertion


def batches(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Batch]:
    return st.lists(of, min_size=200, max_size=200).map(Batch)


any_text = st.text(st.characters(exclude_categories=()), max_size=12)
short_text = st.text("abA/5é🙂\ud83d* .\n", max_size=4)
number = st.one_of(
    st.integers(-3, 3), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.just(10**400)
)
scalar = st.one_of(short_text, any_text, number, st.booleans(), st.none())
value = st.one_of(scalar, st.lists(scalar, max_size=4), st.just({}), st.lists(st.lists(scalar, max_size=2), max_size=2))
pattern = st.lists(
    st.sampled_from(
        [*"abA5é. /", r"\d", r"\w", r"\s", r"\.", "[ab]", "[^a]", "[a-z]", "(a|b)", "(ab)?", "a*", ".+", "b?", "a{2}"]
    ),
    max_size=6,
).map("".join)
anchored = st.builds(
    lambda start, middle, end: start + middle + end, st.sampled_from(["", "^"]), pattern, st.sampled_from(["", "$"])
)


@st.composite
def leaf(draw: st.DrawFn) -> dict[str, Any]:
    op = draw(st.sampled_from([*OPS, "nonsense", "constructor"]))
    # a pattern that saving refuses is never asked of the browser
    wanted = draw(anchored.filter(lambda one: not why_refused(one)) if op == "matches" else value)
    return {"fact": draw(st.sampled_from("fgh")), "op": op, "value": wanted}


rule = st.recursive(
    leaf(),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
facts = st.dictionaries(st.sampled_from("fgh"), value, max_size=3)


@given(batch=batches(st.fixed_dictionaries({"rule": rule, "facts": facts})))
@BATCHES
def test_both_languages_agree_on_any_rule(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("rules", batch), strict=True):
        assert evaluate(row["rule"], row["facts"]) is said, row


# rules as marketers write them: real facts, asked as their kind allows, nested as deep as saving allows
of_kind: dict[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(short_text, st.sampled_from(["/p/1", "/p/*", "Email", "mon"])),
    "number": st.one_of(number, st.sampled_from([0, 0.1 + 0.2, 2**53, 49.99])),
    "flag": st.booleans(),
    "list": st.one_of(short_text, st.integers(-3, 3)),
    "any": st.one_of(short_text, number, st.booleans()),
}
NAMED = {**FACTS, "trait.plan": FAMILIES[-1].fact("trait.plan")}


@st.composite
def fitting_leaf(draw: st.DrawFn) -> dict[str, Any]:
    fact = draw(st.sampled_from([*NAMED.values()]))
    op = draw(st.sampled_from(fact.ops))
    if op in ("is_set", "is_not_set"):
        return {"fact": fact.name, "op": op}
    wanted = st.sampled_from(fact.values) if fact.values else of_kind[fact.kind]
    if op == "matches":
        wanted = anchored.filter(lambda one: not why_refused(one))
    if op in ("starts_with", "ends_with", "glob"):
        wanted = of_kind["text"]
    value = draw(st.lists(wanted, max_size=4) if op in ("in", "not_in") else wanted)
    return {"fact": fact.name, "op": op, "value": value}


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda part: {"not": part}, inner),
    )


fitting_rule = st.recursive(fitting_leaf(), nested, max_leaves=20)


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A rule and facts that it asks about, so that few leaves are decided by an absent one."""
    wanted = draw(fitting_rule)
    names = sorted({leaf["fact"] for _, leaf in leaves(wanted)})
    known: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(names), unique=True)) if names else []:
        fact = NAMED[name]
        one = st.sampled_from(fact.values) if fact.values else of_kind[fact.kind]
        known[name] = draw(st.lists(one, max_size=3) if fact.kind == "list" else st.one_of(one, st.none()))
    return {"rule": wanted, "facts": known}


@given(batch=batches(asked()))
@BATCHES
def test_both_languages_agree_on_rules_over_real_facts(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("rules", batch), strict=True):
        assert evaluate(row["rule"], row["facts"]) is said, row


@given(batch=batches(asked()))
@BATCHES
def test_both_languages_want_the_same_of_a_rule(ask: Ask, batch: Batch) -> None:
    rows = [row for row in batch if str(10**400) not in json.dumps(row)]  # an answer in JSON has no infinity
    for row, said in zip(rows, ask("wanting", rows), strict=True):
        wants = wanting(row["rule"], row["facts"])
        assert json.loads(json.dumps(wants), parse_int=float) == said, row


word = st.sampled_from(
    ["", "google", "Newsletter", "www.google.co.uk", "m.facebook.com", "t.co", "eshop", "workshop", "(direct)", "cpc",
     "PPC", "paid", "social", "e-mail", "push", "video", "display", "referral", "shop.example", "blog.shop.example",
     "www.shop.example", "gemini.google.com", "x", "é", "naver", "cross-network", "affiliates"]
)  # fmt: skip
visit = st.tuples(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("source", "medium", "campaign"), word)),
    word,
    st.sampled_from(["", "shop.example", "www.shop.example"]),
    st.sampled_from(["", *CLICK_IDS]),
)


@given(batch=batches(visit))
@BATCHES
def test_both_languages_name_the_same_channel(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("channel", batch), strict=True):
        assert channel(*row) == said, row


query = st.dictionaries(st.sampled_from(["utm_source", "utm_medium", "utm_campaign", "gclid", "fbclid", "q"]), word)
landing = st.builds(
    lambda host, asked: f"https://{host}/p?{urlencode(asked)}",
    st.sampled_from(["shop.example", "www.shop.example"]),
    query,
)
referrer = st.one_of(
    st.just(""), word.filter(lambda one: one.isascii() and "." in one).map(lambda host: f"https://{host}/x")
)


@given(batch=batches(st.tuples(landing, referrer)))
@BATCHES
def test_both_languages_read_the_same_channel_out_of_addresses(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("channel_of_visit", batch), strict=True):
        assert channel_of_visit(*row) == said, row


zone = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Seoul", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
)


@given(batch=batches(st.tuples(zone, st.integers(0, 2**41))))
@BATCHES
def test_both_languages_read_the_same_clock(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("time", batch), strict=True):
        assert time_in(*row) == said, row


@given(batch=batches(st.tuples(any_text, any_text, st.sampled_from([1, 2, 3]))))
@BATCHES
def test_both_languages_hash_any_text_alike(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("hash", batch), strict=True):
        assert hash_unit(*row) == said, row


weights = (
    st.lists(st.integers(0, 9), min_size=1, max_size=5)
    .filter(any)
    .map(lambda parts: [one / sum(parts) for one in parts])
)


@st.composite
def assignment(draw: st.DrawFn) -> dict[str, Any]:
    arms = [{"id": f"arm{index}", "weight": weight} for index, weight in enumerate(draw(weights))]
    experiment = {"seed": draw(any_text), "hash_version": draw(st.sampled_from([1, 2, 3])), "arms": arms}
    return {
        "experiment": {**experiment, "coverage": draw(st.floats(0, 1))},
        "unit": draw(st.one_of(st.none(), any_text)),
    }


@given(batch=batches(assignment()))
@BATCHES
def test_both_languages_choose_the_same_arm(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("assign", batch), strict=True):
        assert assign(row["experiment"], row["unit"]) == said, row


kept = st.one_of(st.none(), st.integers(-1, 3), st.integers(0, 40 * 86_400_000), scalar)
state = st.dictionaries(st.sampled_from([*CHECKS.values()]), kept)
limits = st.dictionaries(st.sampled_from([*CHECKS]), st.one_of(st.none(), st.integers(0, 40), st.floats(0, 40)))
now = st.integers(0, 80 * 86_400_000)
showing = st.fixed_dictionaries({"frequency": limits, "state": st.one_of(st.none(), state), "now": now})


@given(batch=batches(showing))
@BATCHES
def test_both_languages_name_the_same_limit(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("frequency", batch), strict=True):
        assert may_show(row["frequency"], row["state"], row["now"]) == said, row


@given(batch=batches(st.fixed_dictionaries({"one": state, "other": state})))
@BATCHES
def test_both_languages_merge_alike(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("frequency_merge", batch), strict=True):
        assert merge_state(row["one"], row["other"]) == said, row


plain = st.one_of(
    st.text("ab15. -", max_size=4), st.integers(-20, 20), st.floats(-1e25, 1e25), st.booleans(), st.none()
)
attribute = st.one_of(plain, st.lists(plain, max_size=3), st.dictionaries(st.sampled_from("ab"), plain, max_size=2))
compared = st.sampled_from(
    ["$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte"]
)
listing = st.sampled_from(["$in", "$nin", "$ini", "$nini", "$all", "$alli"])
test = st.recursive(
    st.one_of(
        attribute,
        st.dictionaries(compared, attribute, min_size=1, max_size=2),
        st.dictionaries(listing, st.lists(plain, max_size=3), min_size=1, max_size=1),
        st.dictionaries(st.just("$exists"), st.booleans(), min_size=1),
    ),
    lambda inner: st.dictionaries(st.sampled_from(["$not", "$size"]), inner, min_size=1, max_size=2),
    max_leaves=4,
)
clause = st.dictionaries(st.sampled_from(["a", "b", "a.b", "a.0"]), test, max_size=2)
condition = st.recursive(
    clause,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["$and", "$or", "$nor"]), st.lists(inner, max_size=3), min_size=1, max_size=2),
        st.builds(lambda part: {"$not": part}, inner),
    ),
    max_leaves=4,
)
question = st.fixed_dictionaries(
    {"condition": condition, "attributes": st.dictionaries(st.sampled_from("ab"), attribute, max_size=2)}
)


@given(batch=batches(question))
@BATCHES
def test_both_languages_agree_on_any_imported_condition(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("imported_condition", batch), strict=True):
        assert passes(row["attributes"], row["condition"], {}) is said, row


# ---- matches never holds up the page ----

DEAREST = ["a?a?a*b", ".*" + "a" * 30 + "b", "(a|ab)a*c", "a{25}a*b", r"[a-z]+[0-9]", r"\w+@\w+"]


def test_the_dearest_patterns_that_are_allowed_take_less_than_50_ms(ask: Ask) -> None:
    facts = {"f": "a" * 5 * MATCHED_LENGTH}
    rows = [{"rule": {"fact": "f", "op": "matches", "value": one}, "facts": facts} for one in DEAREST]
    took = dict(zip(DEAREST, ask("milliseconds", rows), strict=True))
    assert not {one: why for one in DEAREST if (why := why_refused(one))}
    assert {one: ms for one, ms in took.items() if ms >= 50} == {}


# ---- what only the browser computes, beside what Python knows of it ----


def test_a_button_s_text_can_be_read_on_whatever_colour_it_has(ask: Ask) -> None:
    steps = range(0, 256, 15)
    colours = [f"#{red:02x}{green:02x}{blue:02x}" for red in steps for green in steps for blue in steps]
    for colour, is_black in zip(colours, ask("wants_black", colours), strict=True):
        ratio = contrast(colour, "#000000" if is_black else "#ffffff")
        assert ratio and ratio >= ENOUGH, colour


def test_a_text_has_the_hash_that_everybody_else_computes(ask: Ask) -> None:
    texts = [
        "",
        "abc",
        "동의합니다",
        "Ünïcode 🎉",
        *("x" * length for length in (54, 55, 56, 57, 63, 64, 65, 119, 120, 5000)),
    ]
    assert ask("sha256", texts) == [hashlib.sha256(text.encode()).hexdigest() for text in texts]
