"""SQLite on a network file system is refused by name, before anything is written there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from winback import serve
from winback.config import SettingsError, load_settings
from winback.db import file_systems
from winback.db.file_systems import network_file_system

MOUNTS = """\
overlay / overlay rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
/dev/sda1 /srv ext4 rw 0 0
nas:/vol /srv/nas nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/nas/local xfs rw 0 0
//files/share /mnt/the\\040share cifs rw 0 0
me@host:/ /opt/me/far fuse.sshfs rw 0 0
branch /opt/me/near fuse.mergerfs rw 0 0
C: /mnt/c 9p rw 0 0
/dev/sdc1 /twice ext4 rw 0 0
nas:/vol /twice nfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/winback/winback.db", None),
        ("/run/winback.db", None),
        ("/srv/winback.db", None),
        ("/srv/nas/winback.db", "nfs4"),
        ("/srv/nas2/winback.db", None),
        ("/srv/nas/local/winback.db", None),
        ("/mnt/the share/winback.db", "cifs"),
        ("/opt/me/far/winback.db", "fuse.sshfs"),
        ("/opt/me/near/winback.db", None),
        ("/mnt/c/winback.db", "9p"),
        ("/twice/winback.db", "nfs"),
        ("/srv/local/../nas/winback.db", "nfs4"),
    ],
)
def test_the_mount_that_holds_the_file_decides(path: str, kind: str | None) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind


def test_this_machine_is_known(tmp_path: Path) -> None:
    assert network_file_system(tmp_path) is None
    own = file_systems._own_mounts()
    assert file_systems._kind_at(Path("/proc/self"), own) == "proc" or not own


def test_no_table_refuses_nothing(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, "") is None


def test_the_start_is_refused_and_says_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\nnas:/vol {tmp_path / 'far'} nfs4 rw 0 0\n")
    monkeypatch.setattr(file_systems, "_MOUNTS", table)
    far = load_settings({"WINBACK_DATA": str(tmp_path / "far")})
    with pytest.raises(SettingsError, match=r"far/winback\.db.*nfs4.*WINBACK_DATA.*WINBACK_DATABASE_URL"):
        serve.serve(far)
    assert not (tmp_path / "far" / "winback.db").exists()
    # PostgreSQL lies wherever it lies
    serve.check_place(replace(far, database_url="postgresql+psycopg://host/winback"))


def test_a_file_that_is_reached_by_a_link_needs_the_folder_in_which_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, data = tmp_path / "there", tmp_path / "data"
    for folder in (there, data):
        folder.mkdir()
    (there / "real.db").touch()
    (data / "winback.db").symlink_to(there / "real.db")
    settings = load_settings({"WINBACK_DATA": str(data)})
    locked = data
    monkeypatch.setattr("winback.serve.os.access", lambda path, mode: path != locked)
    serve.check_place(settings)
    locked = there
    with pytest.raises(SettingsError, match="there can't be written"):
        serve.check_place(settings)
