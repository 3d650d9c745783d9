"""The demo's result of 2021: points by criterion and the points of all twenty agencies."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Criterion, Deficiency, Plan, RankingNotice
from tracker.ranking.match_operations import decide_match
from tracker.ranking.notice_operations import attach_groups, enter_notice
from tracker.ranking.notice_rules import AgencyFacts, CriterionFacts, NoticeFacts
from tracker.ranking.year_operations import say_same

HEAD = {
    "issuer": "UBND tỉnh Lam Sơn",
    "maximum": Decimal(100),
    "ranked": 20,
    "next_grade": "Tốt",
    "next_grade_from": Decimal(85),
}
NOTICE = NoticeFacts(
    year=2021,
    number="915/TB-UBND",
    issued_on=date(2021, 12, 20),
    criteria_set="Bộ tiêu chí chấm điểm cổng thông tin điện tử 2021-2025",
    total=Decimal("78.50"),
    rank=14,
    grade="Khá",
    **HEAD,
)
BEFORE = NoticeFacts(
    year=2020,
    number="872/TB-UBND",
    issued_on=date(2020, 12, 18),
    criteria_set="Bộ tiêu chí chấm điểm cổng thông tin điện tử 2016-2020",
    total=Decimal("76.25"),
    rank=15,
    grade="Khá",
    **HEAD,
)
GROUPS = ("Cung cấp thông tin", "Tương tác với tổ chức, cá nhân", "Kỹ thuật, an toàn")
# code, name, maximum, points in 2021, points in 2020, groups of information
CRITERIA = (
    ("1.1", "Tin, bài tuyên truyền, phổ biến pháp luật", "10", "6", "5.25", ("43-propaganda",)),
    ("1.2", "Thông tin chỉ đạo, điều hành: quyết định khen thưởng, xử phạt", "5", "2.5", "3", ("43-direction",)),
    ("1.3", "Chiến lược, quy hoạch, kế hoạch phát triển ngành", "5", "3.5", "3.5", ("43-strategy",)),
    ("1.4", "Dự án, đầu tư, mua sắm công", "8", "5", "4", ("43-projects",)),
    ("1.5", "Đăng văn bản lấy ý kiến và tổng hợp tiếp thu góp ý", "5", "3", "3.5", ("43-opinions",)),
    ("1.6", "Giới thiệu, văn bản pháp luật, thống kê", "27", "27", "27", ("43-introduction", "43-law")),
    ("2.1", "Hỏi đáp, trả lời kiến nghị", "10", "6", "6", ()),
    ("2.2", "Liên kết dịch vụ công trực tuyến", "15", "13", "12", ()),
    ("3.1", "Hỗ trợ người khuyết tật tiếp cận", "5", "2.5", "2.5", ()),
    ("3.2", "Tốc độ, IPv6, an toàn thông tin", "10", "10", "9.5", ()),
)
# The other agencies' points in the order of their ranks, and ours in its place.
OTHERS = (
    ("Sở Thông tin và Truyền thông", "94.50"),
    ("Sở Tài chính", "92.75"),
    ("Sở Tư pháp", "91.00"),
    ("Sở Nội vụ", "89.50"),
    ("Sở Kế hoạch và Đầu tư", "88.25"),
    ("Sở Giáo dục và Đào tạo", "87.00"),
    ("Sở Y tế", "86.25"),
    ("Sở Công Thương", "85.50"),
    ("Sở Xây dựng", "84.00"),
    ("Sở Giao thông vận tải", "82.75"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "81.50"),
    ("Sở Tài nguyên và Môi trường", "80.25"),
    ("Sở Lao động - Thương binh và Xã hội", "79.25"),
    ("", "78.50"),
    ("Sở Văn hóa, Thể thao và Du lịch", "77.00"),
    ("Ban Quản lý các khu công nghiệp", "74.25"),
    ("Thanh tra tỉnh", "72.00"),
    ("Ban Dân tộc", "69.50"),
    ("Sở Ngoại vụ", "66.75"),
    ("Văn phòng Ban An toàn giao thông", "61.00"),
)
GRADES = (("85", "Tốt"), ("70", "Khá"), ("50", "Trung bình"), ("0", "Yếu"))


def enter_results(office: SimpleNamespace, *, now: datetime) -> None:
    """The Office enters the results of 2020 and 2021 before it reads the plan."""
    officer = office.people["lan"]
    before = enter_notice(office.agency.id, BEFORE, _criteria(4), by=officer, now=now)
    notice = enter_notice(office.agency.id, NOTICE, _criteria(3), _agencies(office), by=officer, now=now)
    for criterion, told in zip(notice.criteria, CRITERIA, strict=True):
        attach_groups(criterion, told[5], by=officer, now=now)
    # The same criteria under the same codes: the Office says so once.
    old = {line.id: line.code for line in before.criteria}
    pairs = zip(notice.criteria, before.criteria, strict=True)
    said = {line.id: str(same.id) for line, same in pairs}
    say_same(notice, said, old, version=notice.version, by=officer, now=now)


def match_year(plan: Plan, office: SimpleNamespace, *, now: datetime) -> None:
    """The Office says which criterion of 2021 each of the plan's five deficiencies stands for."""
    lines = (
        select(Criterion).join(Criterion.notice).where(RankingNotice.year == NOTICE.year).order_by(Criterion.position)
    )
    deficiencies = select(Deficiency).where(Deficiency.plan_id == plan.id).order_by(Deficiency.position)
    pairs = zip(db.session.scalars(deficiencies), db.session.scalars(lines), strict=False)
    for deficiency, criterion in pairs:
        decide_match(criterion, deficiency, confirmed=True, by=office.people["lan"], now=now)


def _criteria(column: int) -> list[CriterionFacts]:
    return [
        CriterionFacts(line[0], line[1], Decimal(line[2]), Decimal(str(line[column])), GROUPS[int(line[0][0]) - 1])
        for line in CRITERIA
    ]


def _agencies(office: SimpleNamespace) -> list[AgencyFacts]:
    return [
        AgencyFacts(name or office.agency.name, Decimal(total), place, _grade(Decimal(total)), is_ours=not name)
        for place, (name, total) in enumerate(OTHERS, 1)
    ]


def _grade(total: Decimal) -> str:
    return next(name for least, name in GRADES if total >= Decimal(least))
