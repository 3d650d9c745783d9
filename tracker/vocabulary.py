"""Every state, role and kind as an enum that carries its Vietnamese label.

A label is a plain msgid: translated where it is shown. The words are those
of the office (docs/glossary.md).
"""

from enum import StrEnum

from tracker.text import msgid


class Labelled(StrEnum):
    """An enum of stored codes, each with the words people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Role(Labelled):
    ADMINISTRATOR = "administrator", msgid("Quản trị hệ thống")
    OFFICE = "office", msgid("Cán bộ Văn phòng")
    MEMBER = "member", msgid("Cán bộ đơn vị")
    HEAD = "head", msgid("Trưởng đơn vị")
    LEADERSHIP = "leadership", msgid("Lãnh đạo cơ quan")


class DepartmentKind(Labelled):
    OFFICE = "office", msgid("Văn phòng")
    INSPECTORATE = "inspectorate", msgid("Thanh tra")
    DIVISION = "division", msgid("Phòng chuyên môn")
    CENTRE = "centre", msgid("Trung tâm, đơn vị sự nghiệp")
    BRANCH = "branch", msgid("Chi cục")
    EXTERNAL = "external", msgid("Đơn vị bên ngoài")


class PlanState(Labelled):
    AWAITING_ISSUE = "awaiting_issue", msgid("Chờ Lãnh đạo ban hành")
    ACTIVE = "active", msgid("Đang thực hiện")
    CLOSED = "closed", msgid("Đã tổng kết")
    ARCHIVED = "archived", msgid("Lưu trữ")


class ReadingState(Labelled):
    READING = "reading", msgid("Đang đọc")
    FAILED = "failed", msgid("Không đọc được")
    OPEN = "open", msgid("Đang đối chiếu")
    CONFIRMED = "confirmed", msgid("Đã xác nhận")
    DISCARDED = "discarded", msgid("Đã hủy")


class DutyKind(Labelled):
    """What a line of a plan asks for; the codes are those of the reading's JSON."""

    SUPPLY = "supply", msgid("Cung cấp")
    REVIEW = "review", msgid("Rà soát, kiểm duyệt")
    PUBLISH = "publish", msgid("Đăng tải, cập nhật")
    RESOLVE = "resolve", msgid("Xử lý dứt điểm")
    ISSUE = "issue", msgid("Ban hành văn bản")
    REPORT = "report", msgid("Báo cáo")
    MONITOR = "monitor", msgid("Theo dõi, đôn đốc")
    COORDINATE = "coordinate", msgid("Đầu mối, phối hợp")
    STANDING = "standing", msgid("Quy định thực hiện thường xuyên")
    OTHER = "other", msgid("Việc khác")


class PlanPart(Labelled):
    REMEDY = "II", msgid("Nội dung, giải pháp khắc phục")
    ORGANISATION = "III", msgid("Tổ chức thực hiện")


class PartyRole(Labelled):
    LEAD = "lead", msgid("Chủ trì")
    COOPERATE = "coop", msgid("Phối hợp")


class DeadlineType(Labelled):
    """How a document states when; date is always the last day allowed."""

    DATE = "date", msgid("Ngày cụ thể")
    DATETIME = "datetime", msgid("Ngày, giờ cụ thể")
    DATES = "dates", msgid("Nhiều mốc ngày")
    RANGE = "range", msgid("Khoảng thời gian")
    MONTH = "month", msgid("Trong tháng")
    QUARTER = "quarter", msgid("Trong quý")
    YEAR = "year", msgid("Trong năm")
    FROM_DATE = "from_date", msgid("Từ ngày")
    RELATIVE = "relative", msgid("Tính từ một mốc")
    RECURRING = "recurring", msgid("Định kỳ")
    ONGOING = "ongoing", msgid("Thường xuyên")
    NONE = "none", msgid("Không nêu thời hạn")


class DueBasis(Labelled):
    """Where a due date comes from."""

    DOCUMENT = "document", msgid("Theo văn bản")
    OFFICE = "office", msgid("Văn phòng ấn định")
    INFERRED = "inferred", msgid("Suy ra")
    HANDED_OVER = "handed_over", msgid("Tính từ ngày nhận đủ tài liệu")
    EXTENDED = "extended", msgid("Được gia hạn")


class TaskState(Labelled):
    ASSIGNED = "assigned", msgid("Đã giao, chưa tiếp nhận")
    IN_PROGRESS = "in_progress", msgid("Đang thực hiện")
    PREPARED = "prepared", msgid("Chờ trưởng đơn vị duyệt")
    SUBMITTED = "submitted", msgid("Chờ xác nhận")
    RETURNED = "returned", msgid("Yêu cầu bổ sung")
    DECLINED = "declined", msgid("Đề nghị giao đơn vị khác")
    PAUSED = "paused", msgid("Tạm dừng")
    VERIFIED = "verified", msgid("Hoàn thành")
    DROPPED = "dropped", msgid("Không còn phải thực hiện")
    CARRIED_OVER = "carried_over", msgid("Chuyển tiếp năm sau")


ENDED_STATES = frozenset({TaskState.VERIFIED, TaskState.DROPPED, TaskState.CARRIED_OVER})
OPEN_STATES = frozenset(TaskState) - ENDED_STATES


class EvidenceKind(Labelled):
    LINK = "link", msgid("Đường dẫn")
    FILE = "file", msgid("Tệp")
    DOCUMENT = "document", msgid("Văn bản")


class SubmissionOutcome(Labelled):
    WAITING = "waiting", msgid("Chờ xác nhận")
    VERIFIED = "verified", msgid("Đã xác nhận")
    RETURNED = "returned", msgid("Yêu cầu bổ sung")


class HandoverState(Labelled):
    """What the receiving unit said of documents that were handed over."""

    WAITING = "waiting", msgid("Chờ đơn vị nhận kiểm tra")
    COMPLETE = "complete", msgid("Đã nhận đủ")
    INCOMPLETE = "incomplete", msgid("Còn thiếu")


class ExtensionReason(Labelled):
    """Why a unit asks for more time."""

    WAITS_FOR_OTHERS = "others", msgid("Chờ đơn vị khác cung cấp, phối hợp")
    TECHNICAL = "technical", msgid("Vướng mắc kỹ thuật của Cổng, hệ thống")
    MORE_WORK = "more_work", msgid("Khối lượng tăng so với khi giao")
    RULES_CHANGED = "rules", msgid("Quy định, hướng dẫn thay đổi")
    PEOPLE = "people", msgid("Thiếu người thực hiện")
    OTHER = "other", msgid("Lý do khác")


class ExtensionState(Labelled):
    ASKED = "asked", msgid("Chờ quyết định")
    GRANTED = "granted", msgid("Đồng ý gia hạn")
    REFUSED = "refused", msgid("Không đồng ý gia hạn")
    WITHDRAWN = "withdrawn", msgid("Đơn vị rút đề nghị")


class LinkAnswer(Labelled):
    """What the Office says of an address that no longer opens."""

    MOVED = "moved", msgid("Trang đã đổi địa chỉ")
    SEEN = "seen", msgid("Công nhận theo bản chụp đã lưu")
    WITHDRAWN = "withdrawn", msgid("Không tính minh chứng này")


class RankingStage(Labelled):
    """How far a year's result has come."""

    DRAFT = "draft", msgid("Điểm dự thảo")
    PUBLISHED = "published", msgid("Đã công bố")


class MatchState(Labelled):
    """Whether a deficiency stands for a criterion that lost points."""

    PROPOSED = "proposed", msgid("Chờ xác nhận")
    CONFIRMED = "confirmed", msgid("Đã xác nhận")
    REJECTED = "rejected", msgid("Không liên quan")


class Fate(Labelled):
    """What the next result says of a deficiency of the year before."""

    FIXED = "fixed", msgid("Đã khắc phục")
    RECURRING = "recurring", msgid("Lặp lại")
    NEW = "new", msgid("Mới phát sinh")
    NOT_ASSESSED = "not_assessed", msgid("Không còn chấm")


class Points(Labelled):
    """Where the points stand that a criterion lost; every lost point is in exactly one place."""

    REGAINED = "regained", msgid("Đã khắc phục")
    WAITING = "waiting", msgid("Chờ xác nhận")
    ON_WAY = "on_way", msgid("Đúng tiến độ")
    AT_RISK = "at_risk", msgid("Có nguy cơ không đạt")
    GIVEN_UP = "given_up", msgid("Chấp nhận không đạt")
    UNPLANNED = "unplanned", msgid("Chưa có tồn tại trong kế hoạch")


class Chance(Labelled):
    """Whether a task will be done in time, said as a person would."""

    LIKELY = "likely", msgid("Nhiều khả năng kịp")
    DOUBTFUL = "doubtful", msgid("Chưa chắc kịp")
    UNLIKELY = "unlikely", msgid("Khó kịp")


class WayOut(Labelled):
    """What the leadership may decide about a duty at risk."""

    EXTEND = "extend", msgid("Gia hạn")
    SHARE = "share", msgid("Giao đơn vị khác hoặc chia chỉ tiêu")
    ACCEPT = "accept", msgid("Chấp nhận không đạt")


class SheetKind(Labelled):
    """A paper that keeps its figures."""

    LEADERSHIP = "leadership", msgid("Phiếu trình Lãnh đạo")
    REVIEW = "review", msgid("Phiên rà soát")
    MINUTES = "minutes", msgid("Biên bản rà soát")
    DOSSIER = "dossier", msgid("Hồ sơ tự chấm điểm")


class MessageKind(Labelled):
    """Why somebody is written to. The words of each kind are made at the moment of sending."""

    DIGEST = "digest", msgid("Nhắc việc trong ngày")
    WEEKLY = "weekly", msgid("Tổng hợp tuần")
    ASSIGNED = "assigned", msgid("Giao việc")
    RETURNED = "returned", msgid("Đề nghị bổ sung")
    VERIFIED = "verified", msgid("Xác nhận hoàn thành")
    DECLINED = "declined", msgid("Đề nghị giao đơn vị khác")
    INSISTED = "insisted", msgid("Giữ nguyên đơn vị thực hiện")
    URGED = "urged", msgid("Nhắc ngay")
    DIRECTED = "directed", msgid("Ý kiến chỉ đạo")
    DIRECTION_ANSWERED = "direction_answered", msgid("Trả lời ý kiến chỉ đạo")
    EXTENSION_ASKED = "extension_asked", msgid("Đề nghị gia hạn")
    EXTENSION_DECIDED = "extension_decided", msgid("Quyết định về gia hạn")
    HANDED_OVER = "handed_over", msgid("Bàn giao tài liệu")
    HANDOVER_INCOMPLETE = "handover_incomplete", msgid("Tài liệu bàn giao còn thiếu")
    HANDOVER_COMPLETE = "handover_complete", msgid("Đơn vị nhận đã nhận đủ tài liệu")
    LINK_NOT_COUNTED = "link_not_counted", msgid("Minh chứng không được tính")
    DIRECTION_WITHDRAWN = "direction_withdrawn", msgid("Rút ý kiến chỉ đạo")
    SHEET = "sheet", msgid("Phiếu trình định kỳ")
    TRIAL = "trial", msgid("Thư thử")


class MessageState(Labelled):
    QUEUED = "queued", msgid("Chờ gửi")
    SENDING = "sending", msgid("Đang gửi")
    SENT = "sent", msgid("Đã gửi")
    CANCELLED = "cancelled", msgid("Không cần gửi nữa")
    FAILED = "failed", msgid("Không gửi được")


class Channel(Labelled):
    """By which way a person was told."""

    MAIL = "mail", msgid("Thư điện tử")
    INBOX = "inbox", msgid("Hộp thông báo trong phần mềm")
    COPIED = "copied", msgid("Sao chép lời nhắc")


class Rung(Labelled):
    """The ladder of reminders: who is told next while nobody acts."""

    UNIT = "unit", msgid("Người thực hiện hoặc đơn vị")
    HEAD = "head", msgid("Trưởng đơn vị")
    OFFICE = "office", msgid("Văn phòng")
    LEADERSHIP = "leadership", msgid("Lãnh đạo phụ trách")


class Cell(Labelled):
    """The columns of every statistic; they and the rows always add up."""

    DONE_IN_TIME = "done_in_time", msgid("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", msgid("Hoàn thành quá hạn")
    GOING_IN_TIME = "going_in_time", msgid("Đang thực hiện, trong hạn")
    GOING_LATE = "going_late", msgid("Đang thực hiện, quá hạn")
    NO_DEADLINE = "no_deadline", msgid("Chưa có hạn")


class Against(Labelled):
    """How a task stands against its deadline on the day that counts for it."""

    IN_TIME = "in_time", msgid("Trong hạn")
    LATE = "late", msgid("Quá hạn")
    NO_DEADLINE = "none", msgid("Chưa có hạn")


# State × deadline → cell. A submitted task is judged by its day of submission;
# a paused one, and one that waits for its supply, runs no clock of its own.
# Dropped and carried-over tasks stand beside the cells, not in them.
CELLS: dict[tuple[TaskState, Against], Cell] = {
    (state, against): cell
    for state in OPEN_STATES
    for against, cell in {
        Against.IN_TIME: Cell.GOING_IN_TIME,
        Against.LATE: Cell.GOING_IN_TIME if state is TaskState.PAUSED else Cell.GOING_LATE,
        Against.NO_DEADLINE: Cell.NO_DEADLINE,
    }.items()
} | {
    (TaskState.VERIFIED, Against.IN_TIME): Cell.DONE_IN_TIME,
    (TaskState.VERIFIED, Against.LATE): Cell.DONE_LATE,
    (TaskState.VERIFIED, Against.NO_DEADLINE): Cell.DONE_IN_TIME,
}


class Doubt(Labelled):
    """What a reading could not settle; the codes stand in the reading's JSON."""

    NO_UNIT = "no_unit", msgid("Văn bản không nêu đơn vị thực hiện")
    NO_DEADLINE = "no_deadline", msgid("Văn bản không nêu thời hạn")
    UNKNOWN_UNIT = "unknown_unit", msgid("Tên đơn vị chưa có trong danh mục")
    MISSING_NUMBER = "missing_number", msgid("Số văn bản để trống")
    MISSING_ISSUE_DAY = "missing_issue_day", msgid("Ngày ban hành để trống")
    PLAN_END_INFERRED = "plan_end_inferred", msgid("Ngày kết thúc kế hoạch được suy ra từ năm của kế hoạch")
    NOT_UNDERSTOOD = "not_understood", msgid("Câu chưa hiểu, cần người xem")


class ClearPoint(Labelled):
    """The six points ("6 rõ") by which a duty is clear enough to be carried out."""

    PERSON = "person", msgid("rõ người")
    WORK = "work", msgid("rõ việc")
    TIME = "time", msgid("rõ thời gian")
    RESPONSIBILITY = "responsibility", msgid("rõ trách nhiệm")
    AUTHORITY = "authority", msgid("rõ thẩm quyền")
    RESULT = "result", msgid("rõ sản phẩm")


class Clearness(Labelled):
    """What a point comes to; what cannot be read from the words is left to a person."""

    CLEAR = "clear", msgid("Rõ")
    UNCLEAR = "unclear", msgid("Chưa rõ")
    TO_JUDGE = "to_judge", msgid("Người xét")
