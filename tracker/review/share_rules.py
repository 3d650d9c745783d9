"""What stays with the units that work on a target when others take a part of it."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from tracker.errors import RuleBroken
from tracker.review.rules import NONE
from tracker.text import msgid


def rest_of(
    goal: Decimal, each: Decimal, new: int, holders: Mapping[int, tuple[Decimal | None, Decimal]]
) -> dict[int, Decimal]:
    """Return the parts that stay with the units that work on a target when so many others take one each.

    holders is unit → (its part so far, what it has reached). Where the units
    have parts these stay as they are while they leave room; else the rest is
    shared by what each has reached, evenly where nobody has reached anything.
    Raises RuleBroken where nothing is left for them.
    """
    rest = goal - each * new
    if rest < 0 or (holders and rest <= 0):
        raise RuleBroken(
            msgid("Phần của các đơn vị mới cộng lại bằng hoặc vượt chỉ tiêu; giảm số của mỗi đơn vị."), field="each"
        )
    own = {unit: part for unit, (part, _reached) in holders.items() if part is not None}
    if len(own) == len(holders) and sum(own.values(), NONE) <= rest:
        return own
    return _split(rest, {unit: own.get(unit, reached) for unit, (_part, reached) in holders.items()})


def _split(whole: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Split a number by weights into parts that add up to it exactly and of which none is nought."""
    step = Decimal(1) if whole == int(whole) and whole >= len(weights) else Decimal("0.01")
    if whole < step * len(weights):
        raise RuleBroken(msgid("Phần còn lại không đủ chia cho các đơn vị đang thực hiện."), field="each")
    spare = whole - step * len(weights)
    total = sum(weights.values(), NONE)
    even = {unit: Decimal(1) for unit in weights}
    shares = weights if total > 0 else even
    total = total if total > 0 else Decimal(len(weights))
    parts = {unit: step + (spare * share / total).quantize(step, ROUND_DOWN) for unit, share in shares.items()}
    left = whole - sum(parts.values(), NONE)
    for unit in sorted(parts, key=lambda unit: -shares[unit]):
        if left <= 0:
            break
        parts[unit] += step
        left -= step
    return parts
