"""Words around the work itself: who does it, the time before it, the brackets about a whole sentence."""

import re

from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import HEAD
from tracker.plans.reading_verbs import ACTION, PREDICATE

_MUST_FIRST = re.compile(r"^(?:phải|cần|có trách nhiệm|có nhiệm vụ|sẽ|chịu trách nhiệm)\s+(?=\S)")
_DO_FIRST = re.compile(rf"^(?:chủ trì\s*,?\s*)?(?:tổ chức\s+)?thực hiện\s+(?:việc\s+)?(?={PREDICATE.pattern})")
_TIME_WORDS = r"(?:tháng|quý|quí|tuần|ngày|năm|đợt|giai đoạn)"
# "Tháng 6: sơ kết …": the time heads what is done then.
WHEN_FIRST = re.compile(
    rf"(?:từ |trong |đến )?(?=[^:]*\d|[^:]*[IV]){_TIME_WORDS}\s[^:;.()]{{1,30}}?:\s+", re.IGNORECASE
)
GIVEN_TO = re.compile(r"(?:giao|do|đơn vị thực hiện|cơ quan thực hiện|thực hiện)[: ]\s*", re.IGNORECASE)
_ROLE = r"\s*\((?:chủ trì|phối hợp|đầu mối)(?: thực hiện)?\)"
ROLES_FIRST = re.compile(
    rf"(?i:giao |đề nghị |yêu cầu )?(?P<units>(?:{HEAD})[^();:.]{{0,120}}{_ROLE}"
    rf"(?:\s*(?:,|;|và)\s*(?:{HEAD})[^();:.]{{0,120}}{_ROLE}){{0,6}})\s*,?\s+"
)
BRACKETED = re.compile(
    r"\s*\((?:(?:giao|do|đơn vị thực hiện|thực hiện|chủ trì)[: ]\s*)?"
    rf"(?P<unit>(?:{HEAD})[^()]{{0,150}}?)(?:\s+(?:chủ trì|(?:chịu trách nhiệm )?thực hiện|chịu trách nhiệm|phụ trách"
    r"|tham mưu))?\)$",
    re.IGNORECASE,
)
# "Việc cập nhật danh mục do Phòng A thực hiện, xong trước ngày D."
DONE_BY = re.compile(
    rf"(?:việc\s+)?(?:{PREDICATE.pattern})[^;]{{5,200}}?\s+do\s+(?P<unit>(?:{HEAD})[^;:.()]{{0,100}}?)\s+"
    r"(?:(?:chủ trì,? )?thực hiện|đảm nhận|phụ trách|chịu trách nhiệm)(?!\w)",
    re.IGNORECASE,
)
ROLES = re.compile(r"(?:chủ trì|phối hợp)(?: thực hiện)?\)?[\s.;]*$|\(chủ trì\)", re.IGNORECASE)
# "Yêu cầu các đơn vị nghiêm túc thực hiện" asks for nothing that could be done.
EXHORTATION = re.compile(
    r"^(?:\S+(?:\s\S+){0,4}\s)?(?:yêu cầu|đề nghị)\s.*?\s"
    r"(?:(?:nghiêm túc|khẩn trương|quan tâm|tổ chức|triển khai|thực hiện|tốt|và|,)\s*)+"
    r"(?:(?:các )?(?:nội dung )?(?:của )?kế hoạch(?: này)?)?$",
    re.IGNORECASE,
)


def out_of_brackets(sentence: Piece) -> Piece:
    """Return "(Văn phòng thực hiện trong tháng 6)" without its brackets."""
    found = re.fullmatch(r"\((?P<inside>[^()]+)\)[\s.;/]*", sentence.text)
    return sentence.cut(found.start("inside"), found.end("inside")) if found else sentence


def bare(words: Piece) -> Piece:
    """Return the work without the words that only say that it must be done."""
    for pattern in (_MUST_FIRST, _DO_FIRST):
        found = pattern.match(words.text)
        if found:
            words = words.cut(found.end())
    return words.strip(" ,:")


def gives_work(words: str) -> bool:
    """Tell whether words begin with a verb of work (without a unit)."""
    timed = WHEN_FIRST.match(words)
    return bool(ACTION.match(words, timed.end() if timed else 0))
