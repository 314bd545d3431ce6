"""PostHog with one survey, and everything else that can be switched off in its project switched off."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer, Reply, script, told
from tests.benchmarks.peers.packages import Package

POSTHOG = Package(
    "posthog-js",
    "1.449.2",
    "vji+h92IHaLlFSEnRH1hwe8uLWGOdDUImmPXexj/+V7Xm7HTxIQisYE/Kom7Aaw4DRpzfdhQxiyAN1YVYR4G8Q==",
)
SAYS = "How likely are you to recommend us to a friend?"
# The stub of PostHog's snippet, with the two methods that are called here.
HEAD = """
<script>
!function (document, stub) {{
  window.posthog = stub
  stub._i = []
  stub.__SV = 1
  stub.people = []
  for (const name of ["capture", "register"]) stub[name] = (...all) => stub.push([name, ...all])
  stub.init = (token, options) => {{
    const script = document.createElement("script")
    script.async = true
    script.crossOrigin = "anonymous"
    script.src = options.api_host + "/static/array.js"
    document.head.append(script)
    stub._i.push([token, options])
  }}
}}(document, [])
posthog.init("{token}", {{api_host: "{url}", defaults: "2025-05-24", person_profiles: "identified_only"}})
</script>
"""
WHEN_ASKED, AT_ONCE = "phc_when_asked", "phc_at_once"
PROJECT = {
    "supportedCompression": ["gzip", "gzip-js"],
    "hasFeatureFlags": False,
    "captureDeadClicks": False,
    "capturePerformance": False,
    "autocapture_opt_out": True,
    "autocaptureExceptions": False,
    "analytics": {"endpoint": "/i/v0/e/"},
    "elementsChainAsString": True,
    "sessionRecording": False,
    "heatmaps": False,
    "surveys": True,
    "defaultIdentifiedOnly": True,
    "siteApps": [],
}


def survey(conditions: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": "0193aaaa-0000-7000-8000-000000000001",
        "name": "NPS",
        "description": "",
        "type": "popover",
        "schedule": "once",
        "start_date": "2026-01-01T00:00:00Z",
        "end_date": None,
        "conditions": conditions,
        "enable_partial_responses": True,
        "feature_flag_keys": [],
        "appearance": {
            "position": "right",
            "displayThankYouMessage": True,
            "thankYouMessageHeader": "Thank you",
            "whiteLabel": True,
        },
        "questions": [
            {
                "id": "0193aaaa-0000-7000-8000-000000000002",
                "type": "rating",
                "display": "number",
                "scale": 10,
                "question": SAYS,
                "lowerBoundLabel": "Not at all likely",
                "upperBoundLabel": "Extremely likely",
                "buttonText": "Send",
            },
            {
                "id": "0193aaaa-0000-7000-8000-000000000003",
                "type": "open",
                "question": "What is the main reason for your score?",
                "optional": True,
                "buttonText": "Send",
            },
        ],
    }


SURVEYS = {
    WHEN_ASKED: survey({"events": {"values": [{"name": "wants_survey"}], "repeatedActivation": False}}),
    AT_ONCE: survey(None),
}


def answers(method: str, path: str, query: str) -> Reply | None:
    if path.startswith("/array/") and path.endswith("/config.js"):
        token = path.split("/")[2]
        settings = json.dumps({token: {"config": {**PROJECT, "token": token}, "siteApps": []}})
        return script(f"(function() {{ window._POSTHOG_REMOTE_CONFIG = {settings} }})();")
    if path == "/api/surveys/":
        return told({"surveys": [one for token, one in SURVEYS.items() if token in query]})
    if path.startswith("/flags/"):
        return told({"flags": {}, "errorsWhileComputingFlags": False, "requestId": "0", **PROJECT})
    if path in ("/i/v0/e/", "/e/"):
        return told({"status": "Ok"})
    return None


def provoke(page: Page) -> None:
    page.evaluate("() => { posthog.capture('wants_survey') }")


def guest(url: str) -> Guest:
    return Guest(
        name="PostHog",
        version=POSTHOG.version,
        kind="survey",
        setup="a survey",
        head=HEAD.format(url=url, token=WHEN_ASKED),
        at_once=HEAD.format(url=url, token=AT_ONCE),
        says=SAYS,
        box="document.querySelector('[class^=PostHogSurvey]')?.shadowRoot?.querySelector('.survey-form, form')",
        provoke=provoke,
    )


PEER = Peer(
    packages=(POSTHOG,),
    files={
        "/static/array.js": (POSTHOG, "dist/array.js"),
        f"/static/{POSTHOG.version}/surveys.js": (POSTHOG, "dist/surveys.js"),
    },
    guest=guest,
    answers=answers,
)
