"""How good the score of a leaving is: of those with such a score, how many really left."""

from collections import Counter
from dataclasses import dataclass, field

from ..stats.proportion import wilson

BANDS = (0, 20, 40, 60, 80)  # each up to the next; the last one to 100
BEST = 100


@dataclass(frozen=True)
class Share:
    """Of `visitors`, `left` were gone within 30 seconds."""

    visitors: int
    left: int

    @property
    def share(self) -> float | None:
        return self.left / self.visitors if self.visitors else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of the share, with 95 % confidence."""
        return wilson(self.left, self.visitors)


@dataclass(frozen=True)
class Band(Share):
    """Those whose first moment had a score from `low` to `high`; `surer`: those who had one of at least `low` at all, by the
    first of them. A campaign that asks for `low` as its least score would have met these.
    """

    low: int
    high: int
    surer: Share
    kept: float  # of all visitors with a score


@dataclass
class Scores:
    """Counts visitors of one moment of one campaign, as they are met in the order of time."""

    met: Counter[bool] = field(default_factory=Counter)
    within: Counter[tuple[int, bool]] = field(default_factory=Counter)
    at_least: Counter[tuple[int, bool]] = field(default_factory=Counter)

    def begin(self, score: int | None, has_left: bool) -> int:
        """A visitor's first moment. Returns up to which band the visitor is counted."""
        self.met[has_left] += 1
        if score is None:
            return -1
        self.within[band_of(score), has_left] += 1
        return self.go_on(score, has_left, -1)

    def go_on(self, score: int | None, has_left: bool, counted: int) -> int:
        """A later moment of the same visitor: it counts where no earlier one was sure enough."""
        reached = -1 if score is None else band_of(score)
        for band in range(counted + 1, reached + 1):
            self.at_least[band, has_left] += 1
        return max(counted, reached)

    def bands(self) -> list[Band]:
        """All of them in their order; none where no moment had a score."""
        shares = [_share(self.at_least, band) for band in range(len(BANDS))]
        if not (everyone := shares[0].visitors):
            return []
        ends = [*(low - 1 for low in BANDS[1:]), BEST]
        found = (_share(self.within, band) for band in range(len(BANDS)))
        return [
            Band(one.visitors, one.left, low, high, surer, surer.visitors / everyone)
            for one, low, high, surer in zip(found, BANDS, ends, shares, strict=True)
        ]


def band_of(score: int) -> int:
    """Its index."""
    return max(index for index, low in enumerate(BANDS) if score >= low)


def _share(counts: Counter[tuple[int, bool]], band: int) -> Share:
    left = counts[band, True]
    return Share(left + counts[band, False], left)
