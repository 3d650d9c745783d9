"""Points are dealt out so that the parts make the whole to 0.01, and totals are set among other agencies'."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from statistics import median

CENT = Decimal("0.01")


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Deal out a total by weights, in hundredths, by the largest remainder; without any weight, equally."""
    if not weights:
        return []
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [part.quantize(CENT, ROUND_FLOOR) for part in exact]
    left = int((total - sum(parts)) / CENT)
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[:left]:
        parts[place] += CENT
    return parts


def part_of(points: Decimal, reached: Decimal, goal: Decimal) -> Decimal:
    """Return the part of points that was reached, never more than all of them."""
    if reached >= goal:
        return points
    return (points * max(reached, Decimal(0)) / goal).quantize(CENT, ROUND_FLOOR)


def rank_of(total: Decimal, others: Sequence[Decimal]) -> int:
    """Return the rank with a total; who has as many shares the better rank."""
    return 1 + sum(other > total for other in others)


def usual_gain(changes: Sequence[Decimal], maximum: Decimal, percent: int) -> Decimal:
    """Return by how much another agency is taken to improve: the median change, or else so much of the maximum."""
    if not changes:
        return (maximum * percent / 100).quantize(CENT)
    return max(Decimal(median(changes)), Decimal(0)).quantize(CENT)


def improved(others: Sequence[Decimal], gain: Decimal, maximum: Decimal) -> list[Decimal]:
    """Return the totals of the others once each has gained so much."""
    return [min(total + gain, maximum) for total in others]
