"""What has to hold before a message shows: one list of names for the browser, the server, the log and the reports.

In the order in which the checks are made (docs/contract.md). The widget's engine makes those up to `open`;
`winback.explain()`, rule tests, the event `decision`, its report and a replay all use these names.
"""

CHECKS = (
    "consent",
    "schedule",
    "page",
    "audience",
    "cart",
    "frequency",
    "fatigue",
    "search",
    "trigger",
    "open",
    "place",  # what an inline message stands in is on the page
    "arm",  # the visitor's arm is shown something: neither control nor holdout
    "live",  # just before showing: still switched on, and this tab's turn
)
SHOWN = "shown"
OUTCOMES = (*CHECKS, SHOWN)  # the first check that failed, or that none did

__all__ = ["CHECKS", "OUTCOMES", "SHOWN"]
