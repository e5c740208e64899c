"""How far apart places are: along great circles, by the haversine formula (R. W. Sinnott, 1984).

A place is its latitude and longitude in millionths of a degree (WGS 84). The ellipsoid's own ways differ by 0.6 % at most. A check does not
import this: it works its distances out for itself.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""

HALF_ROUND_KM = 20_016
"""No two places lie farther apart."""


def kilometres(here: tuple[int, int], there: tuple[int, int]) -> float:
    """Kilometres between two places, from 0 to HALF_ROUND_KM."""
    north, east, to_north, to_east = (math.radians(part / 1e6) for part in (*here, *there))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def kilometres_between(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for arrays whose last axis is latitude and longitude; the others are stretched as numpy does it. Not a number stays so."""
    import numpy as np  # numpy costs 16 MB: who asks for two places goes without

    north, east = np.radians(here[..., 0] / 1e6), np.radians(here[..., 1] / 1e6)
    to_north, to_east = np.radians(there[..., 0] / 1e6), np.radians(there[..., 1] / 1e6)
    half = np.sin((to_north - north) / 2) ** 2 + np.cos(north) * np.cos(to_north) * np.sin((to_east - east) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half))))
