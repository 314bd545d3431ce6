"""Settings: a wrong one stops the start and says what is allowed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from winback.config import SETTINGS, SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("WINBACK_PORT", "80a", "1 to 65535"),
        ("WINBACK_PORT", "０８０", "1 to 65535"),
        ("WINBACK_PORT", "0", "1 to 65535"),
        ("WINBACK_URL", "winback.example", "https://HOST"),
        ("WINBACK_URL", "https://winback.example/path", "https://HOST"),
        ("WINBACK_DATABASE_URL", "mysql://db/winback", "sqlite:///FILE or postgresql://"),
        ("WINBACK_SECRET_KEY", "short", "32 characters or more"),
        ("WINBACK_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("WINBACK_TRUSTED_PROXIES", "-1", "0 to 10"),
        ("WINBACK_TRUSTED_PROXIES", "11", "0 to 10"),
        ("WINBACK_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example", "addresses and networks"),
        ("WINBACK_DATA", "", "a folder"),
    ],
)
def test_a_wrong_value_stops_the_start(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"WINBACK_DATA": str(tmp_path), name: value})
    assert name in str(caught.value)
    assert says in str(caught.value)


def test_an_unknown_setting_stops_the_start_and_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"WINBACK_DATABSE_URL is no setting; did you mean WINBACK_DATABASE_URL\?"):
        load_settings({"WINBACK_DATA": str(tmp_path), "WINBACK_DATABSE_URL": "sqlite:///x"})


def test_other_variables_are_none_of_our_business(tmp_path: Path) -> None:
    settings = load_settings({"WINBACK_DATA": str(tmp_path), "PORT": "nonsense"})
    assert (settings.port, settings.url) == (8000, "http://127.0.0.1:8000")
    assert settings.database_url == f"sqlite:///{tmp_path.resolve() / 'winback.db'}"


def test_the_first_start_makes_a_secret_key_and_later_starts_keep_it(tmp_path: Path) -> None:
    first = load_settings({"WINBACK_DATA": str(tmp_path / "new")})
    again = load_settings({"WINBACK_DATA": str(tmp_path / "new")})
    assert len(first.secret_key) == 64
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600


def test_two_data_folders_never_share_a_key(tmp_path: Path) -> None:
    keys = {load_settings({"WINBACK_DATA": str(tmp_path / name)}).secret_key for name in "ab"}
    assert len(keys) == 2


def test_every_default_is_itself_allowed() -> None:
    for setting in SETTINGS:
        setting.read(setting.default)
