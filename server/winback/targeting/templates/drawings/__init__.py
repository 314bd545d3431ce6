"""The templates' own pictures: drawn for them, small, and put into a site's library with the campaign that shows one."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LARGEST = 15_000  # bytes of a file
_BEHIND = ("dusk",)  # what may fill a screen
# What each shows, as the library tells it.
NAMES: dict[str, dict[str, str]] = {
    "arch": {
        "en": "An open door between plants, with a warm light in it",
        "ko": "화분 사이로 따뜻한 빛이 새어 나오는 열린 문",
    },
    "gift": {"en": "A present with a golden bow", "ko": "금빛 리본을 묶은 선물 상자"},
    "hourglass": {"en": "An hourglass, half run", "ko": "반쯤 흘러내린 모래시계"},
    "letter": {"en": "A letter in an open envelope", "ko": "열린 봉투 속 편지"},
    "basket": {"en": "A bag with bread, a bottle and greens", "ko": "빵과 병, 채소가 담긴 장바구니"},
    "parcel": {"en": "A parcel on a doormat", "ko": "현관 앞 매트에 놓인 택배 상자"},
    "dusk": {"en": "Hills at dusk", "ko": "해 질 녘 언덕"},
    "van": {"en": "A delivery van on its way", "ko": "달리는 배송 차량"},
}


def widths_of(name: str) -> tuple[int, int]:
    return (800, 1440) if name in _BEHIND else (480, 800)


@dataclass(frozen=True)
class Drawing:
    """`hash` names what visitors get, as that of a picture of a library does; `bodies` are WebP, by width."""

    name: str
    hash: str
    source_hash: str
    width: int
    height: int
    bodies: dict[int, bytes]

    @property
    def alt(self) -> dict[str, str]:
        return NAMES[self.name]

    @property
    def shape(self) -> dict[str, Any]:
        """What a message has to know of it before it is there."""
        return {"width": self.width, "height": self.height, "widths": list(self.bodies)}


@cache
def drawing(name: str) -> Drawing:
    """Raises KeyError for none of them."""
    if name not in NAMES:
        raise KeyError(name)
    bodies = {width: (FOLDER / f"{name}-{width}.webp").read_bytes() for width in widths_of(name)}
    largest = max(bodies)
    joined = hashlib.sha256(b"".join(bodies.values())).hexdigest()
    return Drawing(name, joined[:32], joined, largest, _height(bodies[largest]), bodies)


@cache
def by_hash() -> dict[str, Drawing]:
    return {drawing(name).hash: drawing(name) for name in NAMES}


def body(picture: str, width: int) -> bytes | None:
    """One size of the drawing with this hash."""
    found = by_hash().get(picture)
    return found.bodies.get(width) if found else None


def _height(webp: bytes) -> int:
    """Of a WebP without transparency, in pixels: its first frame's head says it."""
    return int.from_bytes(webp[28:30], "little") & 0x3FFF
