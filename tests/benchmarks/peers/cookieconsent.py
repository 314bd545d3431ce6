"""cookieconsent 3: a notice with two buttons. Its last version is of 2019; kept because nothing with a banner is smaller."""

from __future__ import annotations

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.peers.packages import Package

COOKIECONSENT = Package(
    "cookieconsent", "3.1.1", "v8JWLJcI7Zs9NWrs8hiVldVtm3EBF70TJI231vxn6YToBGj0c9dvdnYwltydkAnrbBMOM/qX1xLFrnTfm5wTag=="
)
SAYS = "We use cookies to count visits and to remember what you have seen."
HEAD = """
<link rel="stylesheet" href="{url}/cookieconsent.min.css">
<script defer src="{url}/cookieconsent.min.js"></script>
<script>addEventListener("DOMContentLoaded", () => cookieconsent.initialise({{
  type: "opt-in", position: "bottom", revokable: false,
  palette: {{popup: {{background: "#faf6ee", text: "#2a231d"}}, button: {{background: "#96452a", text: "#fff"}}}},
  content: {{message: "{says}", allow: "Accept all", deny: "Refuse all", link: "Privacy policy", href: "/pages/privacy"}},
}}))</script>
"""


def guest(url: str) -> Guest:
    return Guest(
        name="cookieconsent",
        version=COOKIECONSENT.version,
        kind="banner",
        setup="a banner",
        head=HEAD.format(url=url, says=SAYS),
        says=SAYS,
        box="document.querySelector('.cc-window')",
    )


PEER = Peer(
    packages=(COOKIECONSENT,),
    files={f"/cookieconsent.min.{kind}": (COOKIECONSENT, f"build/cookieconsent.min.{kind}") for kind in ("js", "css")},
    guest=guest,
)
