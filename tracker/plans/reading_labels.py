"""The labels that name what follows: "Tồn tại:", "Nguyên nhân:", "Khắc phục:", "Chủ trì:", "Thời hạn:" …"""

import re
from collections.abc import Iterator

from tracker.plans.reading_piece import Piece
from tracker.text import fold

# Whoever works, in the words a head puts before what they do: "Cơ quan, đơn vị chủ trì", "Người/khoa phòng …".
_WHO = (
    r"(?:(?:cac |ten )?(?:(?:don vi|co quan|bo phan|phong|khoa|ban|to chuc|ca nhan|nguoi)(?:, | va |/| hoac | )){1,4})"
)
# On folded words. The same words head the columns of tables.
_LABELS: tuple[tuple[str, str], ...] = (
    ("cause", r"nguyen nhan|ly do"),
    ("points", r"(?:so )?diem (?:bi )?(?:tru|mat)"),
    ("max_score", r"(?:so |thang )?diem (?:toi da|chuan)"),
    ("score", r"(?:so )?diem (?:dat|tu danh gia|tham dinh|danh gia|cham)"),
    ("criterion", r"(?:ten |nhom )?(?:chi so|tieu chi|chi tieu|linh vuc|noi dung danh gia)"),
    ("coop", rf"{_WHO}?(?:cung )?phoi hop"),
    (
        "lead",
        rf"{_WHO}?(?:chu tri|dau moi|chiu trach nhiem)|nguoi phu trach"
        r"|trach nhiem(?: thuc hien| khac phuc| chinh)?(?=$|\()"
        rf"|{_WHO}(?:thuc hien|duoc giao|phu trach)|phan cong(?: thuc hien)?",
    ),
    ("finding", r"(?:nhung |cac |noi dung )?(?:ton tai|han che|thieu sot|khuyet diem|bat cap)|hien trang|thuc trang"),
    (
        "deadline",
        r"(?:thoi gian|thoi han|tien do|lo trinh|han)(?: thuc hien| hoan thanh| bao cao| xong| khac phuc)?|hoan thanh"
        r"|moc thoi gian",
    ),
    ("product", r"san pham|ket qua(?: dau ra| can dat| du kien)?|dau ra"),
    (
        "remedy",
        r"(?:noi dung |huong |phuong an |phuong huong |cac |cach |nhiem vu,? )?"
        r"(?:khac phuc|giai phap|bien phap|nhiem vu)"
        r"|(?:viec|noi dung) can (?:lam|thuc hien|khac phuc)|huong xu ly|cach (?:lam|thuc hien)"
        r"|noi dung(?: cong viec| thuc hien)?(?=$|/)|noi dung/nhiem vu|cong viec",
    ),
)
_COMPILED = [(name, re.compile(rf"(?:{pattern})(?!\w)")) for name, pattern in _LABELS]
_LABEL = re.compile(r"(?:^|(?<=[.;]\s))(?P<words>[^\W\d_][^:.;()\n]{1,45}?)\s*:")
_LONGEST = 7  # words of a label


def label_of(words: str, longest: int = _LONGEST) -> str | None:
    """Return what a label (or the head of a column) names, None for other words."""
    folded = fold(words)
    if not folded or len(folded.split()) > longest:
        return None
    for name, pattern in _COMPILED:
        if pattern.match(folded):
            return name
    return None


_OF_COLUMNS = {"criterion", "score", "max_score"}


def fields(line: Piece) -> Iterator[tuple[str | None, Piece]]:
    """Give a line's labelled stretches, and what stands before the first label with None."""
    named = ((found, label_of(found["words"])) for found in _LABEL.finditer(line.text))
    marks = [(found, name) for found, name in named if name and name not in _OF_COLUMNS]
    before = line.cut(0, marks[0][0].start() if marks else None).strip()
    if before.text:
        yield None, before
    for place, (found, name) in enumerate(marks):
        end = marks[place + 1][0].start() if place + 1 < len(marks) else None
        yield name, line.cut(found.end(), end).strip()


def starts_with_label(line: Piece) -> bool:
    """Tell whether a line begins with the label of a finding or a remedy."""
    return next(fields(line), (None, None))[0] in ("finding", "remedy", "cause")
