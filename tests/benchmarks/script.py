"""the script out, beside nginx with the same bytes, compressed beforehand on both sides"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import urllib3

from tests.benchmarks import load, machine
from tests.benchmarks.contest import Contender, Gate, Pace, in_turn, table, verdicts
from tests.benchmarks.load import Ask
from tests.benchmarks.running import Running, make_site, winback, yardstick
from tests.support import nginx

SERVED = """
  server {{
    listen 127.0.0.1:{port};
    root {root};
    gzip_static always;
    default_type text/javascript;
    add_header Cache-Control "max-age=60, must-revalidate";
  }}
"""
GZIP = {"Accept-Encoding": "gzip"}
GATES = [
    Gate("ours, 200", "nginx, 200", 0.30),
    Gate("ours, 304", "nginx, 304", 0.30),
    Gate("ours, 304", "ours, 200", 0.95),  # no slower, as far as a measurement can tell
]


def run(folder: Path, pace: Pace, rows: int) -> Iterator[str]:
    yield load.describe(pace.seconds)
    key = make_site(folder)
    with ExitStack() as stack:
        noop = stack.enter_context(yardstick("noop", folder))
        ours = stack.enter_context(winback(folder))
        url = f"{ours.url}/w/{key}.js"
        contenders = [Contender("no-op", Ask(noop.url), noop.pid), *_both_answers("ours", url, ours.pid)]
        program = nginx.find()
        if program:
            other = stack.enter_context(_nginx(folder / "nginx", _packed(url)))
            contenders += _both_answers("nginx", f"{other.url}/script.js", other.pid)
        results = in_turn(contenders, pace)
        yield f"the file: {len(_packed(url)):,} bytes in gzip"
        yield from table(results.values())
        yield from verdicts(results, [gate for gate in GATES if program or "nginx" not in gate.to])
        yield f"nginx is {nginx.version(program)}" if program else "no nginx here: `make proxies` fetches one"


def _both_answers(who: str, url: str, pid: int) -> list[Contender]:
    etag = urllib3.request("HEAD", url, headers=GZIP).headers["ETag"]
    fresh = Ask(url, headers={**GZIP, "If-None-Match": etag})
    asked = urllib3.request("GET", url, headers=fresh.headers).status
    if asked != 304:
        raise RuntimeError(f"{url} answers {asked} to its own ETag")
    return [Contender(f"{who}, 200", Ask(url, headers=GZIP), pid), Contender(f"{who}, 304", fresh, pid)]


def _packed(url: str) -> bytes:
    return urllib3.request("GET", url, headers=GZIP, decode_content=False).data


@contextmanager
def _nginx(folder: Path, packed: bytes) -> Iterator[Running]:
    folder.mkdir()
    (folder / "script.js").write_bytes(b"")
    (folder / "script.js.gz").write_bytes(packed)
    port = nginx.free_port()
    with machine.on(machine.SERVER):
        serving = nginx.running_nginx(SERVED.format(port=port, root=folder), folder, port)
        url = serving.__enter__()
    try:
        yield Running(url, int((folder / "nginx.pid").read_text()))
    finally:
        serving.__exit__(None, None, None)
