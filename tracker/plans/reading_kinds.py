"""What a duty asks for, by the first telling verb of its words."""

import re

from tracker.vocabulary import DutyKind

_WINDOW = 80  # letters from the beginning in which the telling verb stands

_VERBS: tuple[tuple[DutyKind, str], ...] = (
    (DutyKind.MONITOR, r"kiểm tra|đôn đốc|theo dõi|giám sát"),
    (DutyKind.COORDINATE, r"(?:là|làm) (?:đơn vị |cơ quan )?đầu mối|đầu mối"),
    (DutyKind.RESOLVE, r"dứt điểm|xử lý|(?<!thời gian )giải quyết|trả lời"),
    (DutyKind.REVIEW, r"kiểm duyệt|thẩm định|duyệt nội dung"),
    (
        DutyKind.PUBLISH,
        r"cập nhật|cập nhập|đăng tải|đăng tin|đăng bài|đăng(?= (?:lên|đầy|tối|ít|các|kết|trên))|công khai|công bố"
        r"|đưa lên|niêm yết|phát sóng|đưa tin",
    ),
    (DutyKind.SUPPLY, r"cung cấp|gửi|chuyển(?= (?:văn bản|tài liệu|hồ sơ|dữ liệu))|bàn giao"),
    (
        DutyKind.ISSUE,
        r"ban hành|sửa đổi|xây dựng (?=quy|kế hoạch|văn bản|đề án|nghị quyết|quyết định)|soạn thảo|thành lập|kiện toàn",
    ),
    (DutyKind.REPORT, r"báo cáo|sơ kết|tổng kết"),
    (DutyKind.STANDING, r"duy trì|bảo đảm(?= 100)|đảm bảo(?= 100)|không để"),
)
_TELLING = re.compile("|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _VERBS), re.IGNORECASE)
_PASSING = re.compile(r"\b(?:để|nhằm|trước khi|sau khi|kể từ khi)\b", re.IGNORECASE)
# A verb tells where it begins what is done; elsewhere it may be part of a name ("hệ thống báo cáo").
_BEGINS = re.compile(
    r"(?:^|[,;:]|\bvà\b)\s*(?:(?:tham mưu(?: cho)?(?: lãnh đạo| giám đốc| ubnd)?(?: sở| tỉnh| xã| huyện)?"
    r"|chủ trì|chủ động|tổ chức|thực hiện|tiếp tục|kịp thời|khẩn trương|thường xuyên|định kỳ|tập trung|phải|cần"
    r"|có trách nhiệm|tổng hợp|rà soát|hằng tháng|hàng tháng|hằng tuần|hàng tuần|lập|trình|việc)[,\s]+){0,3}$",
    re.IGNORECASE,
)
_ANYWHERE = {DutyKind.ISSUE, DutyKind.PUBLISH, DutyKind.SUPPLY, DutyKind.STANDING}


_WRONG = re.compile(
    r"(?<!\w)(?:chưa|không(?! (?:dưới|quá|để|thấp hơn|ngừng|gian))|(?<!tối )thiếu(?! nhi)|chậm(?! nhất)|quá hạn|trễ hạn"
    r"|còn (?:ít|thấp|hạn chế|một số|nhiều|có|để|tồn|lúng túng|\d+)|sơ sài|bỏ trống|để trống|vượt (?:định mức|quy định)"
    r"|thấp|yếu|kém|trùng lặp|lỗi|mất điểm|bị trừ|hạn chế|bất cập|sai(?! phạm được)"
    r"|mới (?:đạt|chỉ|có|thành lập|thực hiện)|chỉ (?:đạt|có \d|đăng|thực hiện))(?!\w)",
    re.IGNORECASE,
)


def is_wrong(words: str) -> bool:
    """Tell whether a sentence says that something is missing, late or too little."""
    return bool(_WRONG.search(words))


def kind_of(words: str, *, triggered: bool = False) -> DutyKind:
    """Return the kind of a duty; triggered: it begins with "Khi …", what is left tells the kind."""
    window = words[:_WINDOW]
    aside = _PASSING.search(window)
    window = window[: aside.start()] if aside else window
    told = list(_TELLING.finditer(window))
    found = [_kind(match) for match in told if _BEGINS.search(window[: match.start()])]
    found = found or [_kind(match) for match in told if _tells_anywhere(match)]
    if not found:
        return DutyKind.STANDING if triggered else DutyKind.OTHER
    # Whoever is the centre for following up follows up; a check before publishing is publishing.
    if found[0] is DutyKind.COORDINATE and DutyKind.MONITOR in found:
        return DutyKind.MONITOR
    return found[0]


def _kind(match: re.Match[str]) -> DutyKind:
    return DutyKind(match.lastgroup or "")


def _tells_anywhere(match: re.Match[str]) -> bool:
    """Tell whether a verb tells the kind wherever it stands: "X là đầu mối …" is one, "phân công Y làm đầu mối" not."""
    return _kind(match) in _ANYWHERE or match.group().lower().startswith("là ")
