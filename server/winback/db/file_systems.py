"""Where SQLite must not live: over a network neither its locks nor its shared memory hold, and the file is lost."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset(
    "nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs 9p afs ncp ncpfs coda ceph glusterfs lustre gpfs beegfs orangefs pvfs2 ocfs2"
    " gfs2 davfs davfs2 drvfs vboxsf vmhgfs".split()
)
# Most of FUSE is local; these are not.
_NETWORK_BY_FUSE = frozenset(
    "sshfs s3fs goofys gcsfuse blobfuse blobfuse2 rclone juicefs mount-s3 glusterfs ceph ceph-fuse davfs davfs2 curlftpfs"
    " smbnetfs vmhgfs-fuse gvfsd-fuse mfs moosefs lizardfs seaweedfs weed".split()
)


def network_file_system(path: Path, mounts: str | None = None) -> str | None:
    """The name of the network file system on which the path lies, such as `nfs4`; None where it lies on a disk.

    `mounts` is a table as in /proc/mounts, by default this machine's. Where there is none, nothing is known: None.
    """
    table = _own_mounts() if mounts is None else mounts
    kind = _kind_at(path.resolve(), table)
    name = kind.removeprefix("fuse.")
    return kind if name in (_NETWORK if name == kind else _NETWORK_BY_FUSE) else None


def _kind_at(path: Path, table: str) -> str:
    found, kind = -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        # Of two mounts on one folder the later hides the earlier.
        if path.is_relative_to(point) and len(point.parts) >= found:
            found, kind = len(point.parts), fields[2]
    return kind


def _unescaped(text: str) -> str:
    """Blanks stand as \\040 in the table."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)


def _own_mounts() -> str:
    return _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
