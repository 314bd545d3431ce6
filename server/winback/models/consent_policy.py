"""Which consent mode holds for a visitor: the site's own, or that of the region where the visitor is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..countries import country_of

CONSENT_MODES = ("ask", "exempt", "optout", "off")  # the strictest first

# Where the GDPR is law: the European Union, Iceland, Liechtenstein and Norway, and those parts of Finland and France that
# have a country code of their own.
EUROPE = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
    " AX GF GP MF MQ RE YT".split()
)


@dataclass(frozen=True)
class ConsentPolicy:
    """`regions`: the first that names the visitor's country decides; elsewhere `default` does."""

    default: str
    regions: tuple[tuple[frozenset[str], str], ...] = ()

    @classmethod
    def of(cls, default: str, regions: Iterable[Mapping[str, Any]]) -> "ConsentPolicy":
        """From a site's settings: `[{"countries": ["EU", "GB"], "mode": "ask"}]`; EU stands for all of EUROPE."""
        return cls(default, tuple((_countries(region["countries"]), region["mode"]) for region in regions))

    @property
    def modes(self) -> list[str]:
        """All that some visitor may have, the strictest first."""
        used = {self.default, *(mode for _, mode in self.regions)}
        return [mode for mode in CONSENT_MODES if mode in used]

    def mode_for(self, country: str | None) -> str:
        """An unknown country has the strictest mode: asking once too often breaks no law."""
        if not self.regions:
            return self.default
        if country is None:
            return self.modes[0]
        return next((mode for countries, mode in self.regions if country in countries), self.default)

    def mode_at(self, address: str | None) -> str:
        """The mode for a visitor with this address, which is looked up only where it matters."""
        return self.mode_for(country_of(address)) if self.regions else self.default


def _countries(codes: Iterable[str]) -> frozenset[str]:
    named = frozenset(codes)
    return named | EUROPE if "EU" in named else named
