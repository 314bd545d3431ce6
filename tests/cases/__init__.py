"""The shared cases: one truth for Python and the browser, and where every row of this folder is run.

A table is found by its format, never by its file's name: drop a second one of the same format into this folder and its
rows run too. Three formats are known:

- `{"cases": [{"id", "area", "given", "expect"}]}`: `cases(area)`. Ours are of this form, and the surveys table.
- `{"hash": […], "run": […], …}`, columns of rows as in GrowthBook's own table: `bucketing(column)`.
- `{"cases": [{"id", …}]}` without areas (analytics, experiments) and `{"inputs": [{"id", …}]}` (hostile):
  `analytics(kind)`, `experiments()`, `hostile()`.

| area or column | run in Python by | and in the browser by |
|---|---|---|
| rules, rules_check | server/test_rules.py | widget/languages (rules_check is the server's alone) |
| frequency, frequency_merge, display_frequency, recontact | server/test_frequency.py | widget/languages |
| imported_condition, imported_address, imported_run, imported_sticky, the columns | server/test_assign.py | widget/languages |
| step_logic, step_piping, logic, piping | server/test_logic.py | widget/languages |
| number_in, field_fault, limit_written | server/test_field_values.py | widget/languages |
| language_order, language_direction | server/test_languages.py | widget/languages |
| language_tag | server/test_languages.py | widget/languages |
| own_word | server/test_own_words.py | widget/test_own_words.py |
| explain | server/test_explain.py | widget/test_explained_alike.py |
| search | server/test_search_safe.py | widget/languages |
| analytics, experiments, hostile | reports, stats, the public routes and the admin | – |
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent

Row = dict[str, Any]


def tables(folder: Path = HERE) -> Iterator[Row]:
    for path in sorted(folder.glob("*.json")):
        table = json.loads(path.read_text("utf-8"))
        if isinstance(table, dict):
            yield table


def cases(*areas: str, folder: Path = HERE) -> list[Row]:
    """The rows of these areas, out of every table that has areas."""
    rows = [row for table in tables(folder) for row in _rows(table, "cases")]
    return [row for row in rows if row.get("area") in areas]


def bucketing(column: str, folder: Path = HERE) -> list[list[Any]]:
    """The rows of a column, out of every table of GrowthBook's form."""
    columns = [table[column] for table in tables(folder) if "hash" in table and isinstance(table.get(column), list)]
    return [row for rows in columns for row in rows]


def analytics(*kinds: str, folder: Path = HERE) -> list[Row]:
    """Worked examples of reports; all of them, or those of these kinds."""
    rows = [row for table in tables(folder) for row in _rows(table, "cases") if "kind" in row]
    return [row for row in rows if not kinds or row["kind"] in kinds]


def experiments(folder: Path = HERE) -> list[Row]:
    """Numbers that other libraries computed, with the tolerance for each."""
    return [row for table in tables(folder) for row in _rows(table, "cases") if "library" in row]


def hostile(folder: Path = HERE) -> list[Row]:
    return [row for table in tables(folder) for row in _rows(table, "inputs")]


def _rows(table: Row, key: str) -> list[Row]:
    rows = table.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def each(rows: list[Row]) -> pytest.MarkDecorator:
    """One test a row, called by the row's own words: `@each(cases("rules"))` over a test that takes `row`."""
    return pytest.mark.parametrize("row", rows, ids=[_name(row) for row in rows])


def each_of_column(column: str) -> pytest.MarkDecorator:
    rows = bucketing(column)
    return pytest.mark.parametrize("row", rows, ids=[f"{column}-{index}-{row[0]}" for index, row in enumerate(rows)])


def _name(row: Row) -> str:
    return f"{row['area']}: {row['id']}"


# ---- what stands for what in tables that others wrote ----


def survey_frequency(row: Row) -> tuple[Row, Row, Row]:
    """A row of display_frequency or recontact in our own words: frequency, state, and the same with a show one second later."""
    given = row["given"]
    limits: Row = {"once": {"max_total": 1}, "until_answered": ANSWERED, "always": {}}.get(given.get("rule"), {})
    if given.get("rule") == "some":
        limits = {**ANSWERED, "max_total": given.get("limit", given.get("display_limit"))}
    wait = given.get("survey_wait_days")
    frequency = {**limits, "every_days": given.get("global_wait_days") if wait is None else wait}
    answered_at = milliseconds(given["now"]) if given.get("responses_of_this") else None
    state = {
        "shown": given.get("displays_of_this"),
        "answered_at": answered_at,
        "last_shown": milliseconds(given.get("last_any_display")),
    }
    return frequency, state, {**state, "last_shown": _a_second_later(state["last_shown"])}


ANSWERED = {"after_answer_days": 36_500}


OPERATORS = {
    "equals": "eq",
    "doesNotEqual": "ne",
    "greaterThan": "gt",
    "isGreaterThan": "gt",
    "lessThan": "lt",
    "isLessThan": "lt",
    "greaterThanOrEqual": "gte",
    "isGreaterThanOrEqual": "gte",
    "lessThanOrEqual": "lte",
    "isLessThanOrEqual": "lte",
    "contains": "contains",
    "doesNotContain": "not_contains",
    "startsWith": "starts_with",
    "endsWith": "ends_with",
    "equalsOneOf": "in",
    "isSet": "is_set",
    "isSubmitted": "is_set",
    "isNotSet": "is_not_set",
    "isSkipped": "is_not_set",
}


def survey_logic(row: Row) -> tuple[list[Row], Row, Row]:
    """A row of logic in our own words: the logic, the facts, and what must be among its outcome."""
    given, expect = row["given"], row["expect"]
    answers, variables = given.get("answers", {}), given.get("variables", {})
    facts = {f"answer.{name}": value for name, value in answers.items()}
    facts |= {f"variable.{name}": value for name, value in variables.items()}
    when = _survey_rule(given["group"], variables) if "group" in given else None
    actions = given.get("actions") or [{"jump": "holds"}]
    expected = {f"variable.{name}": value for name, value in expect.get("variables", {}).items()}
    if "result" in expect:
        expected |= {"jumps": expect["result"]}
    for wire in ("jump", "next"):
        if wire in expect:
            expected |= {"jump": expect[wire]}
    return [{"when": when, "then": actions}], facts, expected


def _survey_rule(group: Row, variables: Row) -> Row:
    for theirs, ours in (("and", "all"), ("or", "any")):
        if theirs in group:
            return {ours: [_survey_rule(part, variables) for part in group[theirs]]}
    (name, operator), *_ = [item for item in group.items() if item[0] != "v"]
    fact = f"{'variable' if name in variables else 'answer'}.{name}"
    return {"fact": fact, "op": OPERATORS[operator], "value": group.get("v")}


def survey_piping(row: Row) -> tuple[str, list[Row]]:
    """A row of piping in our own words: the text, and each visitor's facts."""
    given = row["given"]
    text = re.sub(r"#recall:([\w-]+)/fallback:([^#]*)#", r"{{answer.\1|\2}}", given["text"])
    return text, [{f"answer.{name}": value for name, value in of_one.items()} for of_one in given["answers"]]


def milliseconds(moment: Any) -> Any:
    """A table's moment as the browser would have stored it; what is no moment stays as it is, damaged."""
    try:
        return round(datetime.fromisoformat(moment).timestamp() * 1000)
    except (TypeError, ValueError):
        return moment


def _a_second_later(moment: Any) -> Any:
    return moment + 1000 if isinstance(moment, int) else moment
