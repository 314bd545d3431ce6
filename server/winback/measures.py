"""What is measured beside the counters of refusals and drops, for `/metrics`."""

from prometheus_client import Counter, Gauge, Histogram

build = Gauge("winback_build_info", "1, for the version and the database that answer", ["version", "database"])
waiting = Gauge("winback_waiting_requests", "Requests that wait for the writer")
commit_requests = Histogram(
    "winback_commit_requests", "Requests in one commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
)
commit_seconds = Histogram(
    "winback_commit_seconds", "How long one commit took", buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
)
hung_up = Counter("winback_hung_up", "Connections closed because a body came too slowly")
crowded_out = Counter("winback_crowded_out", "Idle connections closed because one address held most of the places")
log_bytes = Gauge("winback_log_bytes", "Length of SQLite's write-ahead log, which grows while somebody reads for long")
oldest_reader = Gauge("winback_oldest_reader_seconds", "For how long the oldest reader has been reading")
_answers = Counter("winback_public_answers", "Answers to browsers, by route and status", ["route", "status"])
_known: dict[tuple[str, int], Counter] = {}


def count_answer(route: str, status: int) -> None:
    # Looking up a counter by its labels costs five times as much as counting.
    counter = _known.get((route, status))
    if counter is None:
        counter = _known[route, status] = _answers.labels(route, str(status))
    counter.inc()
