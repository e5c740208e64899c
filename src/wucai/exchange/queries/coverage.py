"""How far what is needed is covered."""

from dataclasses import dataclass

from wucai.exchange.choices import ListKind, NeedState, ResourceState
from wucai.exchange.models import Category, Need, Resource
from wucai.exchange.queries.lists import LISTED_NEEDS
from wucai.programme.models import Edition


@dataclass(frozen=True)
class CoverageLine:
    """One class of needs: how many stand on the list, how many of them are met, partly covered or still open."""

    category: Category
    needs: int = 0
    met: int = 0
    partly: int = 0
    percent: int = 0

    @property
    def open(self) -> int:
        """How many nobody has promised anything for."""
        return self.needs - self.met - self.partly


@dataclass(frozen=True)
class Coverage:
    """The whole list of needs, and beside it how many resources are wholly free, partly promised or wholly promised.

    `percent` is the mean over needs, each counting the same: pieces and people cannot be added up.
    """

    lines: tuple[CoverageLine, ...]
    needs: int
    met: int
    partly: int
    percent: int
    resources: int
    resources_used: int

    @property
    def open(self) -> int:
        """How many needs nobody has promised anything for."""
        return self.needs - self.met - self.partly


def coverage(edition: Edition | None) -> Coverage:
    """How far the listed needs of the edition are covered by accepted matches, by class and in all. Three queries."""
    listed = list(Need.objects.filter(edition=edition, state__in=LISTED_NEEDS).only("category_id", "state", "quantity", "covered"))
    categories = Category.objects.filter(edition=edition, kind=ListKind.NEED).order_by("position", "pk")
    lines = tuple(_line(category, [need for need in listed if need.category_id == category.pk]) for category in categories)
    used = [committed > 0 for committed in _resources(edition)]
    return Coverage(
        lines=lines,
        needs=len(listed),
        met=sum(line.met for line in lines),
        partly=sum(line.partly for line in lines),
        percent=_mean(listed),
        resources=len(used),
        resources_used=sum(used),
    )


def _resources(edition: Edition | None) -> list[int]:
    found = Resource.objects.filter(edition=edition, state=ResourceState.LISTED)
    return list(found.order_by().values_list("committed", flat=True))


def _line(category: Category, needs: list[Need]) -> CoverageLine:
    met = sum(need.state == NeedState.MET for need in needs)
    partly = sum(0 < need.covered < need.quantity for need in needs)
    return CoverageLine(category, len(needs), met, partly, _mean(needs))


def _mean(needs: list[Need]) -> int:
    """Rounded down, so that 100 means that all are met."""
    return sum(need.covered * 10_000 // need.quantity for need in needs) // (100 * len(needs)) if needs else 0
