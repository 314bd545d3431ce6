"""A peer that needs no package: a notice of three lines, so that the bench can be tried where npm is out of reach."""

from __future__ import annotations

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.base import Peer, Reply, script

SAYS = "This shop has a notice."
SCRIPT = f"""
const notice = Object.assign(document.createElement("aside"), {{id: "notice", textContent: "{SAYS}"}});
Object.assign(notice.style, {{position: "fixed", inset: "auto 0 0 0", background: "#fff"}});
document.body.append(notice);
window.noticed = addEventListener("scroll", () => {{}});
"""


def answers(method: str, path: str, query: str) -> Reply | None:
    return script(SCRIPT) if path == "/notice.js" else None


def guest(url: str) -> Guest:
    tag = f'<script defer src="{url}/notice.js"></script>'
    return Guest("Sample", "0", "banner", "a notice", tag, SAYS, "document.querySelector('#notice')")


PEER = Peer(packages=(), files={}, guest=guest, answers=answers)
