"""Token buckets in Redis, so that several processes keep one rate. While Redis is away each process keeps its own."""

import logging
import threading
import time
from typing import Any

from ..clock import MINUTE
from .buckets import Buckets

ANSWERS_WITHIN_SECONDS = 0.2
TRIED_AGAIN_AFTER_SECONDS = 2.0
log = logging.getLogger("winback.ingest")

# Redis's own clock, so that processes whose clocks differ agree. A bucket is forgotten once it must be full again.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rate = tonumber(ARGV[1])
local span = tonumber(ARGV[2])
local level = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(level[2]) or now
local tokens = math.min(rate, (tonumber(level[1]) or rate) + math.max(0, now - at) * rate / span)
if tokens < 1 then return math.max(1, math.ceil((1 - tokens) * span / 1000 / rate)) end
redis.call('HSET', KEYS[1], 'tokens', tokens - 1, 'at', math.max(now, at))
redis.call('PEXPIRE', KEYS[1], span)
return 0
"""


class MissingRedis(ImportError):
    """The package `redis` is not installed."""


class SharedBuckets(Buckets):
    """Raises MissingRedis. That no Redis answers is no error: neither now nor later."""

    def __init__(self, url: str, span: int = MINUTE) -> None:
        super().__init__(span=span)
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError as error:
            raise MissingRedis("WINBACK_REDIS_URL needs a package: pip install 'winback[redis]'") from error
        client = redis.Redis.from_url(
            url,
            socket_timeout=ANSWERS_WITHIN_SECONDS,
            socket_connect_timeout=ANSWERS_WITHIN_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._script: Any = client.register_script(_TAKE)
        self._fault: type[Exception] = redis.RedisError
        self._away_until = 0.0
        self._is_away = False
        self._turns = 0  # how often it went away or came back
        self._one = threading.Lock()

    def take(self, key: str, per_span: int, now: int) -> int:
        if self._is_away and not self._may_try():
            return super().take(key, per_span, now)
        turns = self._turns
        try:
            wait = int(self._script(keys=[f"winback:rate:{key}"], args=[per_span, self._span]))
        except (self._fault, OSError) as error:
            self._note_away(error, turns)
            return super().take(key, per_span, now)
        self._note_back(turns)
        return wait

    def _may_try(self) -> bool:
        """One of the requests asks again, now and then; the others don't wait for it."""
        with self._one:
            if time.monotonic() < self._away_until:
                return False
            self._away_until = time.monotonic() + TRIED_AGAIN_AFTER_SECONDS
            return True

    def _note_away(self, error: Exception, turns: int) -> None:
        with self._one:
            if turns != self._turns:
                return  # asked before it last went away or came back
            if not self._is_away:
                log.warning("Redis is away, so each process keeps its own rates: %s", error)
                self._turns += 1
            self._is_away, self._away_until = True, time.monotonic() + TRIED_AGAIN_AFTER_SECONDS

    def _note_back(self, turns: int) -> None:
        if not self._is_away:
            return
        with self._one:
            if self._is_away and turns == self._turns:  # else it was answered before it went
                log.warning("Redis is back: rates are shared again")
                self._is_away = False
                self._turns += 1
