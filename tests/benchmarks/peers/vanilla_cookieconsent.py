"""vanilla-cookieconsent: a banner with purposes to choose from."""

from __future__ import annotations

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.peers.packages import Package

VANILLA = Package(
    "vanilla-cookieconsent",
    "3.1.0",
    "/McNRtm/3IXzb9dhqMIcbquoU45SzbN2VB+To4jxEPqMmp7uVniP6BhGLjU8MC7ZCDsNQVOp27fhQTM/ruIXAA==",
)
SAYS = "May we learn from your visit?"
HEAD = """
<link rel="stylesheet" href="{url}/cookieconsent.css">
<script defer src="{url}/cookieconsent.umd.js"></script>
<script>addEventListener("DOMContentLoaded", () => CookieConsent.run({{
  guiOptions: {{consentModal: {{layout: "bar", position: "bottom"}}}},
  categories: {{necessary: {{enabled: true, readOnly: true}}, analytics: {{}}, personalization: {{}}}},
  language: {{default: "en", translations: {{en: {{
    consentModal: {{
      title: "{says}",
      description: "With your permission we count visits and remember which messages you have seen.",
      acceptAllBtn: "Accept all", acceptNecessaryBtn: "Refuse all", showPreferencesBtn: "Let me choose",
      footer: '<a href="/pages/privacy">Privacy policy</a>'
    }},
    preferencesModal: {{
      title: "Choose what you agree to", acceptAllBtn: "Accept all", acceptNecessaryBtn: "Refuse all",
      savePreferencesBtn: "Save my choice", closeIconLabel: "Close",
      sections: [
        {{title: "Measuring visits", description: "Which pages are looked at.", linkedCategory: "analytics"}},
        {{title: "Remembering messages", description: "Each only once.", linkedCategory: "personalization"}}
      ]
    }}
  }}}}}}
}}))</script>
"""


def guest(url: str) -> Guest:
    return Guest(
        name="vanilla-cookieconsent",
        version=VANILLA.version,
        kind="banner",
        setup="a banner",
        head=HEAD.format(url=url, says=SAYS),
        says=SAYS,
        box="document.querySelector('#cc-main .cm')",
    )


PEER = Peer(
    packages=(VANILLA,),
    files={f"/{name}": (VANILLA, f"dist/{name}") for name in ("cookieconsent.css", "cookieconsent.umd.js")},
    guest=guest,
)
