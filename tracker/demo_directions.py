"""What the leadership of the demo office told its units, what they answered, and what people said to each other."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tracker import clock
from tracker.directions.operations import add_comment, answer_direction, direct_task, direct_unit
from tracker.models import Direction

if TYPE_CHECKING:
    from tracker.demo_story import Story


def directions(story: "Story", office: SimpleNamespace) -> None:
    """One direction was answered, one on a late task waits, one concerns a unit beyond its tasks."""
    people, given = story.people, {}

    def told(name: str, duty: str, unit: str, words: str, answer_by: date) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            task, day = story.tasks[duty, unit], clock.local_date(now)
            given[name] = direct_task(task, words=words, answer_by=answer_by, by=people["giamdoc"], now=now, today=day)

        return act

    story.at(
        clock.at(date(2022, 9, 20), 14),
        told(
            "articles",
            "1",
            "centre",
            "Trung tâm báo cáo phương án bảo đảm đủ 50 tin, bài trước ngày chốt chấm điểm.",
            date(2022, 9, 27),
        ),
    )
    story.at(clock.at(date(2022, 9, 26), 16), lambda now: _answer(given["articles"], story, now))
    story.at(
        clock.at(date(2022, 10, 10), 16),
        told(
            "supply",
            "2a",
            "inspectorate",
            "Thanh tra Sở báo cáo rõ nguyên nhân chậm và ngày chuyển đủ 03 quyết định còn lại.",
            date(2022, 10, 14),
        ),
    )
    story.at(clock.at(date(2022, 10, 11), 9), lambda now: _direct_centre(story, office, now))
    _talk(story)


def _answer(direction: Direction, story: "Story", now: datetime) -> None:
    said = "Trung tâm phân công mỗi tuần 02 tin, bài; dự kiến đủ 50 tin, bài vào cuối tháng 11."
    answer_direction(direction, answer=said, version=direction.version, by=story.people["hung"], now=now)


def _direct_centre(story: "Story", office: SimpleNamespace, now: datetime) -> None:
    words = "Rà soát toàn bộ chuyên mục của Cổng đã quá 60 ngày chưa cập nhật, lập danh sách gửi Văn phòng."
    day = clock.local_date(now)
    centre = office.units["centre"]
    direct_unit(centre, words=words, answer_by=date(2022, 10, 21), by=story.people["giamdoc"], now=now, today=day)


def _talk(story: "Story") -> None:
    """The centre asks, the inspectorate answers, on the task that both have a part in."""
    for moment, who, words in (
        (
            clock.at(date(2022, 10, 6), 10),
            "thu",
            "Quyết định 107 thiếu trang 2, đề nghị Thanh tra Sở gửi lại bản quét.",
        ),
        (clock.at(date(2022, 10, 6), 15), "hoa", "Đã gửi lại bản đủ trang."),
    ):
        story.at(moment, _says(story, who, words))


def _says(story: "Story", who: str, words: str) -> Callable[[datetime], object]:
    return lambda now: add_comment(story.tasks["2a", "inspectorate"], words=words, by=story.people[who], now=now)
