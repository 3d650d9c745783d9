"""What a projected total and rank take for granted, in words; they stand beside the figures."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.ranking.ledger_fact_rules import Notice
from tracker.text import msgid, vn_number

# By how much of the maximum another agency is taken to improve at most, where only one result is known.
GAIN_PERCENT = 3


def assumptions_of(notice: Notice, gain: Decimal) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the projected total and rank take for granted: a msgid with its parameters."""
    yield msgid("Các tiêu chí khác giữ nguyên điểm năm %(year)s."), {"year": notice.year}
    yield (
        msgid(
            "Mức thấp gồm kết quả đã xác nhận và đang chờ xác nhận; "
            "mức cao thêm phần đúng tiến độ và phần có nguy cơ nhưng chưa chắc không kịp."
        ),
        {},
    )
    if not notice.others:
        yield msgid("Chưa có bảng điểm của các cơ quan khác nên không dự kiến hạng."), {}
        return
    params = {"count": len(notice.others), "gain": vn_number(gain, 2), "percent": GAIN_PERCENT, "year": notice.year}
    if notice.changes:
        yield (
            msgid(
                "Hạng tốt nhất: %(count)s cơ quan khác giữ nguyên điểm; hạng thấp nhất: mỗi cơ quan "
                "tăng %(gain)s điểm, bằng mức tăng trung vị đến năm %(year)s."
            ),
            params,
        )
        return
    yield (
        msgid(
            "Hạng tốt nhất: %(count)s cơ quan khác giữ nguyên điểm; hạng thấp nhất: mỗi cơ quan "
            "tăng %(gain)s điểm (giả định %(percent)s%% điểm tối đa, vì mới có kết quả một năm)."
        ),
        params,
    )
