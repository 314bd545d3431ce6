"""How sure one can be of a share."""

from math import sqrt

Z = 1.959963984540054  # 95 %


def wilson(some: int, all_of: int, z: float = Z) -> tuple[float, float] | None:
    """The score interval of the share `some / all_of`, within 0 and 1; None of nothing.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209-212:
    it keeps its level for a dozen visitors and for shares near an end, where the plain one would be a point.
    """
    if all_of == 0:
        return None
    share, z2 = some / all_of, z * z
    middle = share + z2 / (2 * all_of)
    margin = z * sqrt(share * (1 - share) / all_of + z2 / (4 * all_of * all_of))
    low, high = (middle - margin) / (1 + z2 / all_of), (middle + margin) / (1 + z2 / all_of)
    # at an end the sum is exact but for dust
    return (0.0 if some == 0 else max(0.0, low)), (1.0 if some == all_of else min(1.0, high))
