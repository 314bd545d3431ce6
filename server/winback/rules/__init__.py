"""The rule language: who is meant, in one meaning for browser and server. Pure: facts in, true or false out.

A rule is a tree: `{"all": [rule, …]}`, `{"any": [rule, …]}`, `{"not": rule}`, and leaves `{"fact", "op", "value"}`.
Facts are one flat mapping, a fact's whole name its key: `{"cart.value": 40, "page.path": "/p/1"}`.

- An empty `all` is true, an empty `any` is false. `not` turns its rule round, whatever made that true or false.
- A fact is absent when it is missing, null or NaN. A leaf over an absent fact is false, `ne`, `not_in` and
  `not_contains` too; only `is_not_set` is true. So "not on a list, or unknown" is `{"not": {"op": "in", …}}`.
  `0`, `""`, `false` and an empty list are there.
- `eq`, `ne`, `in`, `not_in`, `contains`, `not_contains` compare without converting: 5 is not "5", 1 is not true.
  Numbers are IEEE doubles (1 is 1.0, and 2^53 + 1 is 2^53). Texts are compared as they are, by case and accent.
  No list and no object is equal to anything: `eq` is false and `ne` true.
- `in` takes a list. A fact that is itself a list is in it when they share a member.
- `contains` asks a text for a part of it, a list for a member. A text contains the empty text.
- `gt gte lt lte` order numbers only; two texts have no order here, nor have dates written as text.
- `starts_with ends_with glob matches` read texts only. Length and position count UTF-16 code units.
- `glob`: `*` is any run of characters, `/` included; everything else is itself; the whole text must fit.
- `matches`: a small, quick part of regular expressions (see patterns.py), anywhere in the first 1,000 code units.
- An op that is unknown, or that has no meaning for the kinds it is given, is false: `{"op": "not_contains"}` on
  a number as well as `{"op": "gt", "value": "5"}`. `check` refuses to save what can be seen to be so, and `misfits`
  what can be seen from the catalogue of facts (facts.py): a fact that there is not, or a question that it can't answer.

tests/cases/rules-cases.json has a row for each of these sentences.
"""

from winback.rules.checking import Problem, check
from winback.rules.fitting import misfits
from winback.rules.globs import glob
from winback.rules.meaning import Facts, Rule, evaluate

__all__ = ["Facts", "Problem", "Rule", "check", "evaluate", "glob", "misfits"]
