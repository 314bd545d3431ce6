"""`winback demo`: the service and the shop, side by side, until Ctrl-C."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click
import sqlalchemy as sa

from ..clock import now_ms
from ..config import Settings, load_settings
from ..db.engine import Database
from ..db.migrate import upgrade
from ..models import Campaign, Site
from ..models.consent_policy import CONSENT_MODES
from . import history
from .folder import Demo, NotLaunched, Wishes, furnish, has_events, read_demo
from .service import NotStarted, is_free, running
from .shop import create_shop
from .shop.server import serving
from .story import greeting

PORT, SHOP_PORT, DAYS = 8000, 8001, 60
_NUMBER = click.IntRange(1, 65535)


@dataclass(frozen=True)
class Options:
    port: int
    shop_port: int
    data: Path
    days: int
    has_history: bool
    consent: str


@click.command("demo")
@click.option("--port", type=_NUMBER, default=PORT, show_default=True, help="Where the service listens.")
@click.option("--shop-port", type=_NUMBER, default=SHOP_PORT, show_default=True, help="Where the shop listens.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default="winback-demo",
    show_default=True,
    help="The folder that keeps it all; used again the next time.",
)
@click.option("--days", type=click.IntRange(1, 730), default=DAYS, show_default=True, help="How much history.")
@click.option("--no-history", is_flag=True, help="Start empty, without simulated visitors.")
@click.option("--consent", type=click.Choice(CONSENT_MODES), default="off", show_default=True, help="Ask first?")
def demo_command(port: int, shop_port: int, data: Path, days: int, no_history: bool, consent: str) -> None:
    """Run the service and a demo shop with 60 days of simulated visitors, until Ctrl-C.

    DIR/demo.json names the addresses, the login and an API token.
    """
    options = Options(port, shop_port, data, days, not no_history, consent)
    try:
        _run(options)
    except (NotStarted, NotLaunched, history.NotRecorded) as error:
        raise click.ClickException(str(error)) from None


def _run(options: Options) -> None:
    environ = _environ(options)
    settings = load_settings({**os.environ, **environ})
    _refuse_busy_ports(settings.host, options)
    demo, text = _prepare(settings, options)
    tag = f"{demo.service_url}/w/{demo.site_key}.js"
    shop = create_shop(tag, has_choices=options.consent != "off")
    with (
        _ends_on_sigterm(),
        running(environ, demo.service_url, settings.data / "service.log") as service,
        serving(shop, settings.host, options.shop_port),
    ):
        demo.write(settings.data / "demo.json")
        click.echo(text)
        click.echo("  Ctrl-C ends both.")
        try:
            code = service.wait()
        except KeyboardInterrupt:
            click.echo("\nEnding …")
            return
    raise NotStarted(f"the service has ended with code {code}; see {settings.data / 'service.log'}")


def _environ(options: Options) -> dict[str, str]:
    """The service's settings: the demo's own where the demo decides, else as for any service."""
    return {
        "WINBACK_DATA": str(options.data.expanduser().resolve()),
        "WINBACK_PORT": str(options.port),
        "WINBACK_URL": os.environ.get("WINBACK_URL") or f"http://127.0.0.1:{options.port}",
    }


def _refuse_busy_ports(host: str, options: Options) -> None:
    if options.port == options.shop_port:
        raise click.UsageError("The service and the shop need a port each: --port and --shop-port are the same.")
    for name, port in (("--port", options.port), ("--shop-port", options.shop_port)):
        if not is_free(host, port):
            raise click.ClickException(f"Port {port} is in use. Choose another with {name}.")


def _prepare(settings: Settings, options: Options) -> tuple[Demo, str]:
    """The folder as it was asked for, and what to say about it."""
    wishes = Wishes(settings.url, f"http://127.0.0.1:{options.shop_port}", options.consent, options.days)
    db = Database(settings.database_url)
    try:
        upgrade(db)
        with db.writing() as session:
            demo = furnish(session, wishes, read_demo(settings.data / "demo.json"), now_ms())
        demo.write(settings.data / "demo.json")
        if options.has_history:
            _bring_history(db, demo, options.days, settings.data / "history.json")
        with db.reading() as session:
            live = sa.select(Campaign).where(Campaign.site_id == int(demo.site), Campaign.status == "live")
            return demo, greeting(demo, list(session.scalars(live)), options.consent)
    finally:
        db.close()


def _bring_history(db: Database, demo: Demo, days: int, file: Path) -> None:
    span = history.kept_span(file)
    if span and span.is_recorded:
        return
    with db.reading() as session:
        if span is None and has_events(session, int(demo.site)):
            click.echo("This folder has visitors of its own already: no history is added to them.")
            return
        site = session.get_one(Site, int(demo.site))
        world = history.world_of(session, site, demo.shop_url)
    span = span or history.Span.of_days(days, now_ms())
    history.keep_span(file, span)
    click.echo(f"Simulating {days} days of visitors …")
    began = time.monotonic()
    count = history.record_history(db, now_ms, site.id, world, span)
    history.keep_span(file, history.Span(span.seed, span.start, span.end, span.visitors, is_recorded=True))
    click.echo(f"{count:,} events of {span.visitors:,} visitors, in {time.monotonic() - began:.0f} seconds.\n")


@contextmanager
def _ends_on_sigterm() -> Iterator[None]:
    """A plain `kill` ends the demo like Ctrl-C does: both servers, cleanly."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
