"""the script out, with nothing published, beside a WSGI app that does nothing"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.ingest import make_site
from tests.benchmarks.load import drive, requests_of
from tests.benchmarks.noop import running_noop
from tests.support.servers import winback_serve

REQUESTS = 10_000


def run(folder: Path) -> Iterator[str]:
    database_url = f"sqlite:///{folder / 'winback.db'}"
    key = make_site(database_url)
    settings = {"WINBACK_DATA": str(folder), "WINBACK_DATABASE_URL": database_url}
    with winback_serve(settings, folder / "log") as service, running_noop() as noop:
        url = f"{service.url}/w/{key}.js"
        ours = drive(url, requests_of(url, "GET", [b""] * REQUESTS, {"Accept-Encoding": "br"}))
        nothing = drive(noop, requests_of(f"{noop}/w.js", "GET", [b""] * REQUESTS))
        yield (
            f"{ours.per_second:,.0f} requests/s ({ours.statuses}, p99 {ours.percentile_ms(0.99):.1f} ms); "
            f"doing nothing {nothing.per_second:,.0f} requests/s: ratio {ours.per_second / nothing.per_second:.3f}"
        )
