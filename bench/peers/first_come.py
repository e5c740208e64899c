"""First come, first served: people arrive in an order of chance, and each takes the open seats that suit them best, as many as they may.

They look at colour and distance as the weights do; nobody waits, nobody moves. It ends by itself.
"""

from random import Random

from bench.peers.reading import Duty, Folk, Setting, clash, run


def solve(setting: Setting, seconds: float, seed: int) -> tuple[list[tuple[int, int]], str]:
    """Who got what."""
    open_seats = [duty.seats for duty in setting.duties]
    placed = []
    arriving = list(setting.folk)
    Random(seed).shuffle(arriving)
    for one in arriving:
        mine: list[Duty] = []
        for where in sorted(one.points, key=lambda where: (one.points[where], where)):
            duty = setting.duties[where]
            if open_seats[where] and fits(one, duty, mine):
                mine.append(duty)
                open_seats[where] -= 1
                placed.append((one.number, where))
    return placed, "everybody came"


def fits(one: Folk, duty: Duty, mine: list[Duty]) -> bool:
    """Whether the volunteer may add the shift to theirs."""
    if len(mine) >= one.max_shifts or any(clash(duty, other, one.rest) for other in mine):
        return False
    if sum(other.day == duty.day for other in mine) >= one.max_day_shifts:
        return False
    days = {other.day for other in mine}
    first = last = duty.day
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    return last - first < one.max_days


if __name__ == "__main__":
    run(solve)
