"""Settings: one table, read from `WINBACK_*` variables. A wrong value stops the start by name."""

import difflib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting is unknown or wrong; the message names it and says what is allowed."""


@dataclass(frozen=True)
class Setting:
    """One row of the table: how a variable is read, its default and what it is for."""

    name: str
    default: str
    read: Callable[[str], Any]
    allowed: str
    help: str

    @property
    def variable(self) -> str:
        return f"WINBACK_{self.name.upper()}"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError
        return int(text)

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return read


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text.rstrip("/")

    return read


Network = IPv4Network | IPv6Network
Proxies = int | tuple[Network, ...]  # how many there are, or where they are


def _proxies(text: str) -> Proxies:
    if re.fullmatch(r"[0-9]|10", text):
        return int(text)
    return tuple(ip_network(part.strip()) for part in text.split(","))


def _any_text(text: str) -> str:
    if not text:
        raise ValueError
    return text


SETTINGS = [
    Setting("data", "winback-data", _any_text, "a folder", "where the database and the secret key live"),
    Setting(
        "database_url",
        "",
        _matching(r"|(sqlite:///.+|postgresql(\+psycopg)?://.+)"),
        "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
        "the database; empty means winback.db in the data folder",
    ),
    Setting("host", "127.0.0.1", _any_text, "an address to listen on", "0.0.0.0 listens on every interface"),
    Setting("port", "8000", _whole(1, 65535), "1 to 65535", "the port to listen on"),
    Setting(
        "url",
        "",
        _matching(r"|https?://[^/\s?#]+/?"),
        "https://HOST with no path",
        "the public address, baked into snippets and links; empty means http://HOST:PORT",
    ),
    Setting(
        "secret_key", "", _matching(r"|.{32,}"), "32 characters or more", "signs links; empty means made at first start"
    ),
    Setting("threads", "32", _whole(1, 256), "1 to 256", "requests answered side by side"),
    Setting(
        "trusted_proxies",
        "0",
        _proxies,
        "0 to 10, or addresses and networks such as 127.0.0.1, 10.0.0.0/8",
        "how many proxies before us append to X-Forwarded-For, or where they are; 0 ignores the header",
    ),
    Setting(
        "rate_per_address", "600", _whole(1, 10_000_000), "1 or more", "event requests a minute from one client address"
    ),
    Setting("rate_per_site", "120000", _whole(1, 100_000_000), "1 or more", "event requests a minute for one site"),
    Setting(
        "codes_per_address", "30", _whole(1, 10_000_000), "1 or more", "new coupon codes an hour for one client address"
    ),
    Setting(
        "redis_url",
        "",
        _matching(r"|(rediss?|unix)://.+"),
        "redis://HOST:PORT/NUMBER, rediss://… or unix:///PATH",
        "where several processes keep their rates together; empty means each for itself",
    ),
    Setting("login_attempts", "10", _whole(1, 1000), "1 to 1000", "wrong passwords a quarter-hour for one account"),
    Setting(
        "media_mb", "200", _whole(1, 1_000_000), "1 or more", "megabytes of pictures that a site's library may hold"
    ),
    Setting("media_pictures", "1000", _whole(1, 1_000_000), "1 or more", "pictures that a site's library may hold"),
    Setting("report_seconds", "60", _whole(1, 3600), "1 to 3600", "how long one report may be counted"),
    Setting(
        "metrics_token",
        "",
        _matching(r"|[\x21-\x7e]{16,}"),
        "16 characters or more, without spaces",
        "who sends it as a bearer token may read /metrics; empty means this machine alone, without proxy and public address",
    ),
    Setting("log_level", "info", _one_of("debug", "info", "warning", "error"), "debug, info, warning, error", "log"),
]


@dataclass(frozen=True)
class Settings:
    """The values of SETTINGS, typed, with what follows from them."""

    data: Path
    database_url: str
    host: str
    port: int
    url: str
    secret_key: str
    threads: int
    trusted_proxies: Proxies
    rate_per_address: int
    rate_per_site: int
    codes_per_address: int
    redis_url: str
    login_attempts: int
    media_mb: int
    media_pictures: int
    report_seconds: int
    metrics_token: str
    log_level: str

    @property
    def spare_threads(self) -> int:
        """How many more answer what waits for nobody, such as the script, while all the others are held up."""
        return max(2, self.threads // 4)

    @property
    def is_secure(self) -> bool:
        """Whether visitors and admins come by https, so that cookies may insist on it."""
        return self.url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `WINBACK_*` variables. Raises SettingsError for an unknown name or a wrong value.

    Makes the data folder, and the secret key in it at the first start.
    """
    given = {k: v for k, v in (os.environ if environ is None else environ).items() if k.startswith("WINBACK_")}
    _refuse_unknown(given)
    values = {s.name: _value(s, given.get(s.variable, s.default)) for s in SETTINGS}
    values["data"] = Path(values["data"]).expanduser().resolve()
    _make_folder(values["data"])
    values["database_url"] = _database_url(values["database_url"], values["data"])
    values["url"] = values["url"] or f"http://{values['host']}:{values['port']}"
    values["secret_key"] = values["secret_key"] or _secret_key(values["data"] / "secret.key")
    return Settings(**values)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [s.variable for s in SETTINGS]
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 1)
        raise SettingsError(
            f"{name} is no setting; " + (f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
        )


def _value(setting: Setting, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError:
        raise SettingsError(f"{setting.variable}={text!r} is wrong; allowed: {setting.allowed}") from None


def _database_url(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'winback.db'}"
    return re.sub(r"^postgresql://", "postgresql+psycopg://", url)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"WINBACK_DATA={str(path)!r} can't be made: {error.strerror}") from None


def _secret_key(path: Path) -> str:
    if not path.exists():
        # Made whole beside its place and linked there, so that two first starts agree on one key.
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise SettingsError(
                f"{path} can't be written, so there is no WINBACK_SECRET_KEY: {error.strerror}"
            ) from None
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # the other start was quicker: its key holds
        finally:
            fresh.unlink()
    return path.read_text().strip()
