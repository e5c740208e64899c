"""How alike two texts are, by the pairs of neighbouring characters they share.

Works for Chinese, where words have no spaces, as for Latin script. The measure is that of L. R. Dice (1945) and
T. Sørensen (1948) on multisets of character bigrams: 2 · shared / (bigrams of one + bigrams of the other). It knows
form, not meaning, and does not fold traditional into simplified characters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Gram = tuple[str, int]
"""A bigram and its how-manieth occurrence: so numbered, a multiset is a set, and sharing is intersection."""


def normal(text: str) -> str:
    """The text as it is compared: full and half width alike, without case, all but letters and digits a space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (mark if unicodedata.category(mark)[0] in "LMN" else " " for mark in folded)
    return " ".join("".join(kept).split())


def grams(text: str) -> frozenset[Gram]:
    """The bigrams of a text with their occurrences; none reaches across a space, a lone character stands for one."""
    seen: Counter[str] = Counter()
    numbered = set()
    for gram in _bigrams(normal(text)):
        numbered.add((gram, seen[gram]))
        seen[gram] += 1
    return frozenset(numbered)


def similarity(a: str, b: str) -> float:
    """From 0 (no bigram shared) to 1 (the same bigrams), whichever of the two comes first.

    A text without letters or digits resembles nothing, not even itself: 0.
    """
    mine, theirs = grams(a), grams(b)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def similarities(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Every text on the left against every text on the right: the same numbers as `similarity`, rows for the left.

    The answer is dense, 8 bytes · len(left) · len(right): with many thousands on both sides, take the left in blocks.
    """
    import numpy as np  # numpy costs 16 MB: comparing two names goes without

    right_grams = [grams(text) for text in right]
    right_sizes = np.array([len(found) for found in right_grams], dtype=np.int64)
    holders = _holders(right_grams)
    alike = np.zeros((len(left), len(right)), dtype=np.float64)
    for row, text in enumerate(left):
        mine = grams(text)
        lists = [holders[gram] for gram in mine if gram in holders]
        if not lists:
            continue
        shared = np.bincount(np.concatenate(lists), minlength=len(right))
        alike[row] = 2 * shared / (len(mine) + right_sizes)
    return alike


def _bigrams(normalised: str) -> Iterator[str]:
    for run in normalised.split():
        if len(run) == 1:
            yield run
        for first, second in zip(run, run[1:], strict=False):
            yield first + second


def _holders(texts: Sequence[frozenset[Gram]]) -> dict[Gram, NDArray[np.int64]]:
    """For each bigram the positions of the texts that hold it."""
    import numpy as np  # as in `similarities`, its only caller

    positions: dict[Gram, list[int]] = {}
    for position, found in enumerate(texts):
        for gram in found:
            positions.setdefault(gram, []).append(position)
    return {gram: np.array(held, dtype=np.int64) for gram, held in positions.items()}
