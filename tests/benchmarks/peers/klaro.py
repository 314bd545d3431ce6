"""klaro: a notice, with a window behind it in which each service is chosen."""

from __future__ import annotations

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.peers.packages import Package

KLARO = Package(
    "klaro", "0.7.22", "NkaFxS4S8160/zH1UQzCSYIIsAtwIDHIkJ7xofCrgRqk14OSY+OJuwCjYyW+q5fmIeF4RvsuBH6brPe2BS9Z0A=="
)
SAYS = "May we learn from your visit?"
HEAD = """
<script>var klaroConfig = {{
  lang: "en", privacyPolicy: "/pages/privacy", acceptAll: true,
  translations: {{en: {{
    consentNotice: {{description: "{says} With your permission we count visits and remember messages."}},
    purposes: {{analytics: {{title: "Measuring visits"}}, personalization: {{title: "Remembering messages"}}}}
  }}}},
  services: [
    {{name: "visits", title: "Measuring visits", purposes: ["analytics"]}},
    {{name: "messages", title: "Remembering messages", purposes: ["personalization"]}}
  ]
}}</script>
<script defer src="{url}/klaro.js"></script>
"""


def guest(url: str) -> Guest:
    return Guest(
        name="klaro",
        version=KLARO.version,
        kind="banner",
        setup="a banner",
        head=HEAD.format(url=url, says=SAYS),
        says=SAYS,
        box="document.querySelector('.klaro .cookie-notice')",
    )


PEER = Peer(packages=(KLARO,), files={"/klaro.js": (KLARO, "dist/klaro.js")}, guest=guest)
