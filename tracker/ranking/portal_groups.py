"""The groups of information that a portal of a state agency must have, by the decree of the time.

The list is built in and dated; it answers no question of law: an office reads
the decree, and attaches to each criterion the groups it stands for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.text import msgid


@dataclass(frozen=True)
class Decree:
    """A decree, the days it is in force, and its groups of information: code → words."""

    name: str
    starts_on: date
    ends_on: date | None
    groups: dict[str, str]


DECREES = (
    Decree(
        msgid("Nghị định 43/2011/NĐ-CP"),
        date(2011, 8, 1),
        date(2022, 8, 14),
        {
            "43-introduction": msgid("Giới thiệu cơ quan, bộ máy, lãnh đạo"),
            "43-news": msgid("Tin tức, sự kiện"),
            "43-direction": msgid("Chỉ đạo, điều hành; khen thưởng, xử phạt; lịch làm việc của lãnh đạo"),
            "43-propaganda": msgid("Tuyên truyền, phổ biến, hướng dẫn pháp luật, chế độ, chính sách"),
            "43-strategy": msgid("Chiến lược và định hướng; các quy hoạch, kế hoạch"),
            "43-law": msgid("Văn bản quy phạm pháp luật và văn bản quản lý"),
            "43-projects": msgid("Dự án đầu tư; đấu thầu và mua sắm công"),
            "43-opinions": msgid("Lấy ý kiến người dân, doanh nghiệp về dự thảo"),
            "43-contact": msgid("Thông tin liên hệ"),
        },
    ),
    Decree(
        msgid("Nghị định 42/2022/NĐ-CP"),
        date(2022, 8, 15),
        None,
        {
            "42-01": msgid("Văn bản quy phạm pháp luật"),
            "42-02": msgid("Văn bản quản lý hành chính thuộc thẩm quyền hoặc chủ trì soạn thảo"),
            "42-03": msgid("Điều ước, thỏa thuận quốc tế"),
            "42-04": msgid("Thủ tục hành chính, dịch vụ công trực tuyến, quy trình giải quyết"),
            "42-05": msgid("Phổ biến, hướng dẫn pháp luật, chế độ, chính sách"),
            "42-06": msgid("Chiến lược, chương trình, dự án, đề án, quy hoạch, kế hoạch công tác"),
            "42-07": msgid("Đầu tư công, mua sắm công, vốn vay"),
            "42-08": msgid("Tổ chức bộ máy, lãnh đạo, thông tin liên hệ"),
            "42-09": msgid("Báo cáo tài chính năm"),
            "42-10": msgid("Thống kê ngành, lĩnh vực"),
            "42-11": msgid("Chương trình, đề tài khoa học"),
            "42-12": msgid("Thông tin về dịch bệnh"),
            "42-13": msgid("Danh mục thông tin phải công khai"),
            "42-14": msgid("Kênh cung cấp thông tin"),
            "42-15": msgid("Lấy ý kiến góp ý; hỏi đáp, tiếp nhận phản ánh"),
        },
    ),
)
GROUPS = {code: words for decree in DECREES for code, words in decree.groups.items()}


def decrees_of(year: int) -> tuple[Decree, ...]:
    """Return the decrees in force on some day of a year; two in the year of the change."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(one for one in DECREES if one.starts_on <= last and (one.ends_on is None or one.ends_on >= first))


def known_groups(codes: Collection[str]) -> list[str]:
    """Return those codes that stand for a group, in the order of the decrees."""
    return [code for code in GROUPS if code in set(codes)]
