"""Great circles: one place against one, many against many, and what the checks make of them by themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.matching.instances import A_KILOMETRE_NORTH, CAMPUS
from wucai.planning.distances import HALF_ROUND_KM, kilometres, kilometres_between
from wucai.planning.matching.check import _metres
from wucai.planning.rostering.check import _crow

places = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))


def test_a_thousandth_of_a_quadrant_is_ten_kilometres() -> None:
    assert round(kilometres((0, 0), (90_000, 0)), 3) == 10.008  # the sphere's quadrant is 10,007.6 km
    assert round(kilometres((0, 179_955_000), (0, -179_955_000)), 3) == 10.008
    assert round(kilometres(CAMPUS, A_KILOMETRE_NORTH), 3) == round(kilometres(A_KILOMETRE_NORTH, CAMPUS), 3) == 1
    assert kilometres(CAMPUS, CAMPUS) == 0
    assert kilometres((90_000_000, 0), (-90_000_000, 0)) == pytest.approx(20_015, abs=1)


@given(places, places)
def test_tables_and_checks_agree_with_the_single_way(here: tuple[int, int], there: tuple[int, int]) -> None:
    alone = kilometres(here, there)

    assert 0 <= alone <= HALF_ROUND_KM
    assert float(kilometres_between(np.array([here], dtype=np.float64), np.array(there, dtype=np.float64))[0]) == pytest.approx(
        alone, abs=1e-6
    )
    assert _crow(here, there) == pytest.approx(alone, abs=1e-6)
    assert _metres(here, there) == pytest.approx(1_000 * alone, abs=0.6)


def test_a_place_that_is_not_known_has_no_distance() -> None:
    known = np.array([CAMPUS, (np.nan, np.nan)])

    assert np.isnan(kilometres_between(known[:, None], known)).tolist() == [[False, True], [True, True]]
