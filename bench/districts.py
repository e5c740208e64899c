"""A made-up district: needs and resources to be matched, in the numbers that one published. Tests use it, too."""

from typing import Any

from wucai.planning.matching.problem import Need, Problem, Resource
from wucai.planning.search import rng

NEEDS, RESOURCES = 1_199, 1_452


def district(seed: int, *, needs: int = NEEDS, resources: int = RESOURCES) -> Problem:
    """Needs and resources in the numbers that Minhang published in 2019; everything else about them is drawn at random.

    Twelve categories, 20 × 24 km, windows of up to two weeks for needs and six for resources, three in ten resources
    reusable, and as many of the larger ones given in twos or more.
    """
    chance = rng(seed, "district")
    words = ["医疗", "保障", "讲座", "翻译", "志愿", "场地", "车辆", "口罩", "物资", "培训", "宣传", "设备", "党课", "巡逻"]

    def drawn(low: int, high: int) -> int:
        return int(chance.integers(low, high))

    def anything() -> dict[str, Any]:
        return {
            "quantity": (1, 1, 2, 5, 10, 40)[drawn(0, 6)],
            "place": (31_100_000 + drawn(0, 180_000), 121_250_000 + drawn(0, 250_000)),
            "title": "".join(words[drawn(0, len(words))] for _ in range(3)),
        }

    affinities = {
        (f"asked {a}", f"offered {b}"): 100 if a == b else drawn(40, 100)
        for a in range(12)
        for b in range(12)
        if a == b or chance.random() < 0.15
    }
    asked, offered = [], []
    for at in range(needs):
        starts = drawn(0, 60)
        ends = starts + drawn(0, 14)
        asked.append(Need(f"N{at}", f"asked {drawn(0, 12)}", starts=starts, ends=ends, asker=f"unit {drawn(0, 700)}", **anything()))
    for at in range(resources):
        starts = drawn(0, 40)
        common = {"starts": starts, "ends": starts + drawn(5, 45), "giver": f"unit {drawn(0, 700)}", **anything()}
        radius = drawn(3_000, 15_000) if chance.random() < 0.6 else None
        least = 2 if common["quantity"] >= 5 and chance.random() < 0.3 else 1
        is_reusable = bool(chance.random() < 0.3)
        offered.append(Resource(f"R{at}", f"offered {drawn(0, 12)}", radius_metres=radius, least=least, is_reusable=is_reusable, **common))
    return Problem(tuple(asked), tuple(offered), affinities)
