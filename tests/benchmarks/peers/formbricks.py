"""Formbricks with one survey. The versions are the last that npm has whole: later ones fetch their code from a server."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer, Reply, told
from tests.benchmarks.peers.packages import Package

CORE = Package(
    "@formbricks/js",
    "1.6.5",
    "eGlnauNgzv4ye22/yN+FyQAl6gLgHbNOCxysex/UoLjTZbXYOali7ilQ1Ksyl/ujBBcqcrXKe/OnsGena2zP8A==",
)
SURVEYS = Package(
    "@formbricks/surveys",
    "1.6.3",
    "9k0sra8Ctn48AoX58CHbZYvX00LwAs6TfHf9ZPwoYpV62BvoZN/PG6UkmOBHU8hLZ0RctZO70VB3outvfVl6ag==",
)
SAYS = "How likely are you to recommend us to a friend?"
HEAD = """
<script defer src="{url}/formbricks.umd.js"></script>
<script>addEventListener("DOMContentLoaded", () =>
  formbricks.init({{environmentId: "{environment}", apiHost: "{url}"}}))</script>
"""
# Which action makes the survey due. The first is Formbricks' own: it comes as soon as the script is ready.
ACTIONS = {"at-once": "New Session", "when-asked": "wants_survey"}


def survey(action: str) -> dict[str, Any]:
    return {
        "id": "cl0000000000000000000001",
        "name": "NPS",
        "type": "web",
        "status": "inProgress",
        "environmentId": "when-asked",
        "triggers": [action],
        "displayOption": "displayOnce",
        "recontactDays": None,
        "displayPercentage": None,
        "delay": 0,
        "autoClose": None,
        "productOverwrites": None,
        "welcomeCard": {"enabled": False, "headline": "", "timeToFinish": False, "showResponseCount": False},
        "thankYouCard": {"enabled": True, "headline": "Thank you"},
        "hiddenFields": {"enabled": False},
        "questions": [
            {
                "id": "score",
                "type": "nps",
                "headline": SAYS,
                "lowerLabel": "Not at all likely",
                "upperLabel": "Extremely likely",
                "required": True,
                "buttonLabel": "Send",
            },
            {
                "id": "why",
                "type": "openText",
                "inputType": "text",
                "headline": "What is the main reason for your score?",
                "placeholder": "A sentence is plenty",
                "required": False,
                "buttonLabel": "Send",
            },
        ],
    }


PRODUCT = {
    "brandColor": "#3b5bdb",
    "highlightBorderColor": None,
    "clickOutsideClose": True,
    "darkOverlay": False,
    "placement": "bottomRight",
    "inAppSurveyBranding": False,
    "recontactDays": None,
}


def answers(method: str, path: str, query: str) -> Reply | None:
    if path.endswith("/in-app/sync"):
        environment = path.split("/")[4]
        return told(
            {"data": {"surveys": [survey(ACTIONS[environment])], "noCodeActionClasses": [], "product": PRODUCT}}
        )
    if path.endswith("/displays"):
        return told({"data": {"id": "cl0000000000000000000002"}})
    return None


def provoke(page: Page) -> None:
    page.evaluate("() => { formbricks.track('wants_survey') }")


def guest(url: str) -> Guest:
    return Guest(
        name="Formbricks",
        version=CORE.version,
        kind="survey",
        setup="a survey",
        head=HEAD.format(url=url, environment="when-asked"),
        at_once=HEAD.format(url=url, environment="at-once"),
        says=SAYS,
        box="document.querySelector('#formbricks-modal-container form')",
        provoke=provoke,
    )


PEER = Peer(
    packages=(CORE, SURVEYS),
    files={
        "/formbricks.umd.js": (CORE, "dist/index.umd.js"),
        "/surveys.umd.js": (SURVEYS, "dist/index.umd.js"),
    },
    guest=guest,
    answers=answers,
    # It names a public CDN.
    replaced={"https://unpkg.com/@formbricks/surveys@~1.6.3/dist/index.umd.js": "{url}/surveys.umd.js"},
)
