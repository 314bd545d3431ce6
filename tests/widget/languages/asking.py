"""What the browser is asked about a row of a table, and about rows that nobody thought of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[[str, list[Any]], list[Any]]

# what the browser does with one row; `w` is what the bundle exports
QUESTIONS = {
    "rules": """({ rule, facts, not_json = {} }) => {
        const numbers = Object.entries(not_json).map(([name, number]) => [name, Number(number)]);
        return w.evaluate(rule, { ...facts, ...Object.fromEntries(numbers) });
    }""",
    "frequency": "({ frequency, state, now }) => w.mayShow(frequency, state, now)",
    "frequency_merge": "({ one, other }) => w.mergeState(one, other)",
    "step_logic": "({ logic, facts }) => w.run(logic, facts)",
    "step_piping": "({ text, facts }) => w.pipe(text, facts)",
    "number_in": "({ text, point }) => { const n = w.numberIn(text, point); return Number.isNaN(n) ? null : n }",
    "field_fault": """({ block, value }) => {
        if (block.kind === "phone") return { word: w.isPhone(value) ? null : "phone" };
        const [word, limit] = (block.kind === "date" ? w.dayFaultIn : w.faultIn)(value, block) ?? [];
        const names = ["check", "number", "whole", "least", "most", "earliest", "latest"];
        return { word: names.find((name) => w.own(name) === word) ?? null, ...(limit != null && { limit }) };
    }""",
    "limit_written": "({ limit, language }) => (typeof limit === 'string' ? w.dayIn : w.inWords)(limit, language)",
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
    "search": "([engines, landing, referrer]) => w.isResult(engines, landing, referrer)",
    "shades": "(theme) => w.paintsOf(theme).map((paint) => [paint, w.shades(paint)])",
    "veils": "(theme) => w.paintsOf(theme).map((paint) => [w.veilOf(paint), w.overPicture(paint, 50)])",
    "wants_black": "(colour) => w.wantsBlack(colour)",
    "sha256": "(text) => w.sha256(text)",
    "time": "([zone, now]) => w.timeIn(zone, now)",
    "language_order": "({ wanted, languages }) => w.order(wanted, languages)",
    "language_direction": "({ language }) => (w.isRightToLeft(language) ? 'rtl' : 'ltr')",
    "language_tag": """({ tag }) => {
        try { return Intl.getCanonicalLocales(tag).length > 0 } catch { return false }
    }""",
    "rich": "(text) => w.parsed(text)",
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
