"""Units as documents name them: where a name begins, where it ends, who leads and who joins in."""

import re

from tracker.plans.reading_piece import Piece
from tracker.plans.reading_verbs import PREDICATE
from tracker.text import fold

# The words a unit's name begins with. The first are written small as often as not ("thanh tra Sở"); the
# others only count with a capital, and none where the next word makes a verb of it ("Ban hành", "Tổ chức").
_ANY_CASE = (
    r"[Vv]ăn phòng|[Tt]hanh tra|[Pp]hòng(?!,? chống)|[Tt]rung tâm|[Cc]hi cục|[Bb]an biên tập|[Bb]ộ phận|[Cc]ông đoàn|"
    r"[Đđ]oàn thanh niên|[Đđ]ơn vị(?! tính)|[Cc]ơ quan|[Cc]hánh [Vv]ăn phòng|[Cc]hánh [Tt]hanh tra|"
    r"[Tt]oàn thể|[Đđ]ồng chí|[Tt]ổ giúp việc|[Bb]ộ phận|[Kk]ế toán|[Vv]ăn thư|[Cc]ộng tác viên|[Cc]huyên viên|"
    r"(?:[Tt]hầy|[Cc]ô|[Ôô]ng|[Bb]à)(?=\s+[A-ZĐ])|[Hh]iệu trưởng|[Gg]iáo viên"
)
_CAPITAL = (
    r"Ban(?! hành)|Đoàn|Hiệp hội|Hội(?! nghị| thảo| thi)|Viện(?! dẫn)|Trường(?! hợp)|UBND|Ủy ban|Uỷ ban|Tổ(?! chức)|"
    r"Quỹ|Cục|Vụ(?! việc)|Khoa(?! học)|Bộ(?! chỉ số| tiêu chí)|Công an|Trạm|Bệnh viện|Sở(?! hữu)|Nhóm|Báo(?! cáo)|"
    r"Đài|Công ty|Doanh nghiệp|Cán bộ|Công chức|Viên chức|Thành viên|Tổng công ty|Tập đoàn|Học viện|Liên đoàn|"
    r"Chi nhánh|Kho bạc|Ngân hàng|Bưu điện|Mặt trận|Ủy viên|Thường trực|Đảng ủy|Chi bộ|Đội|Hạt|Tòa án|Toà án|"
    r"Tỉnh đoàn|Thành đoàn|Huyện đoàn|Huyện ủy|Thị ủy|Thành ủy|Tỉnh ủy|Viettel|Điện lực|Thuế|Hải quan|"
    r"Phó [Hh]iệu trưởng|Tổ trưởng|Tổ phó|Phó [Tt]rưởng (?:phòng|ban|khoa)|"
    r"Chủ tịch|Phó [Gg]iám đốc|Phó Chủ tịch|Người phát ngôn|Quản trị (?:viên|mạng)|Bí thư|Đảng bộ|Liên minh|Câu lạc bộ|"
    r"Thư viện|Bảo tàng|Nhà văn hóa|Bảo hiểm xã hội|Đồn|Ấp|Thôn|Xã(?! hội)|Phường|Thị trấn|Huyện|Điều dưỡng trưởng|"
    r"Cơ sở(?! dữ liệu| vật chất| hạ tầng)|Xí nghiệp|Viễn thông|Nhân viên|Trưởng (?:thôn|bản|ấp|khu|xóm|trạm)|"
    r"Hợp tác xã|Liên hiệp|Thành phố|Thị xã|Đơn nguyên|Bộ môn"
)
# A unit may be named by its short form alone: "TTUD", "VP Sở", "P. KHTC". Other capitals are no units.
_SHORT = (
    r"VP(?=\s)|P\.\s?[A-ZĐ]\w*|(?!(?:TTHC|CNTT|CCHC|QPPL|VBQPPL|DVC|DVCTT|CSDL|PAKN|TTĐT|ATTT|KNTC|GDP|ISO|PAR|DTI|CĐS"
    r"|TTNB|PTNT|KHCN|OCOP|PCI|DDCI|PAPI|SIPAS)(?!\w))[A-ZĐ][A-ZĐ&]{2,}\d?(?!\w)"
)
_AFTER_ALL = (
    r"sở|ban|ngành|đội|trạm|hạt|tổ|huyện|xã|phường|thị trấn|địa phương|trường|bệnh viện|cơ sở|chi nhánh|chi bộ"
    r"|công chức|viên chức|cán bộ|doanh nghiệp|hội|đoàn|thành viên|chuyên viên|khoa|viện|quỹ|cục|vụ|bộ|đoàn thể|tác giả"
    r"|phó|trưởng|tổ trưởng|giáo viên|giám đốc|ngân hàng|công ty|bưu điện|trạm y tế|câu lạc bộ|thôn|ấp|bản|khu phố"
)
_LEADERS = r"(?:[Tt]rưởng|[Tt]hủ trưởng|[Ll]ãnh đạo|Giám đốc|[Nn]gười đứng đầu)\s+"
_ALL = rf"(?:(?:[Tt]ất cả\s+)?[Cc]ác|[Mm]ỗi|[Tt]ừng)\s+(?:{_AFTER_ALL}|{_ANY_CASE}|{_CAPITAL})"
HEAD = rf"(?:{_LEADERS})?(?:{_ALL}|{_ANY_CASE}|{_CAPITAL})(?!\w)"

# Straight behind these heads such a word belongs to the name: "Ban quản lý", "Bộ phận tiếp nhận".
_NAMES_ITSELF = re.compile(
    r"(?:[Cc]án bộ|[Cc]ông chức|[Vv]iên chức|[Nn]gười|[Cc]huyên viên|[Nn]hân viên)\s+"
    r"(?:phụ trách|được phân công|được giao|quản trị|đầu mối|chuyên trách)$"
    r"|(?:[Pp]hòng|[Bb]an|[Bb]ộ phận|[Tt]ổ|[Tt]rung tâm|[Hh]ội đồng|[Nn]hóm)\s+"
    r"(?:kiểm định|quản lý|quản trị|tiếp nhận|biên tập|chỉ đạo|giám sát|kiểm tra|kiểm soát|tổ chức|hỗ trợ"
    r"|tư vấn|đào tạo|ứng dụng|nghiên cứu|thanh toán|thẩm định|đăng ký|số hóa|điều động|phổ biến|tuyên truyền"
    r"|thống kê|tổng hợp)$"
)
# Words that no name goes on with.
# Words that make a sentence tell what is the case, and give nobody work: "Sở chưa công khai", "Sở đã ban hành".
_TELLS = re.compile(
    r"(?:nào|chậm(?! nhất)|chưa|không|đã|vẫn|đang|(?<!iết )(?<!uẩn )(?<!ang )bị|(?<!ổi )mới|còn(?! lại))(?!\w)"
)
_NAME_STOPS = re.compile(
    r"(?:để|theo|thì|với|nhằm|trong (?:việc|tháng|quý|năm|ngày|tuần|công tác|quá trình|vòng|thời hạn))(?!\w)"
)
# Words of two syllables whose second alone would be a verb.
_HALF_WORD = re.compile(
    r"(?:[Tt]rợ giúp|(?:[Cc]ông|[Cc]hương|[Qq]uy|[Qq]uá|[Ll]ộ) trình|dân quân tự"
    r"|[Gg]iáo dục thường xuyên|[Ss]áng tạo|[Tt]rật tự|[Đđ]ào tạo|Tiếp nhận"
    r"|Ghi nhận|Công nhận|Chứng nhận|Đăng ký|Thư ký|Giao dịch|Kiểm dịch|Phiên dịch|Đào tạo|Chế tạo|[Vv]iệc làm"
    r"|[Đđ]ộc lập|[Cc]ông lập|[Dd]ân lập|[Gg]iao dịch|[Tt]iếp dân|[Mm]ở rộng|[Nn]gười (?:nộp|làm|sử dụng|học))$"
)
_SAID = r"(?:giao|yêu cầu|đề nghị|phân công)\\s"
# Work that is also a field of work: behind a name it closes the name where another verb, a further unit or a colon
# follows ("Ban Quản lý đầu tư xây dựng khẩn trương …", "Chi cục Giám định xây dựng, Trung tâm …").
_FIELD = (
    r"(?:xây dựng|đào tạo|thống kê|quản lý|kiểm soát|giám sát|tuyên truyền|đăng ký|thẩm định|thanh toán|khai thác"
    r"|vận hành|nghiên cứu|ứng dụng|số hóa|bảo trì|bồi dưỡng|phân tích|kiểm tra|hỗ trợ|quản trị|tư vấn)"
)
_CLEAR_WORK = (
    r"(?:chủ trì|chủ động|phối hợp|có trách nhiệm|chịu trách nhiệm|khẩn trương|tham mưu|phải|cần|sẽ|cung cấp|gửi|lập"
    r"|rà soát|ban hành|hoàn thành|hoàn thiện|tiếp tục|kịp thời|khắc phục|thực hiện|bổ sung|cập nhật|công khai|tổ chức"
    r"|trình)"
)
_CLOSES_NAME = re.compile(
    rf"{_FIELD}(?=\s+{_CLEAR_WORK}(?!\w)|\s*,\s+(?:{HEAD})|\s+và\s+(?=[A-ZĐ])(?:{HEAD}))"
    r"|(?:xây dựng|quản trị|đào tạo|thống kê)"
    rf"(?=\s+(?!báo cáo|thông báo|hướng dẫn|dự thảo|đề xuất|đánh giá)(?:{PREDICATE.pattern}))"
)
_BUILDING = re.compile(
    r"(?:đầu tư|công trình|quy hoạch|vật liệu|thi công|hạ tầng"
    r"|[Gg]iám định|[Kk]iểm định|[Kk]inh tế|[Tt]ư vấn) xây dựng$"
)
# In "Phòng Xây dựng và kiểm tra văn bản" the second field of work belongs to the name as the first does.
_FIELDS = re.compile(rf"(?:^|\s)(?:Phòng|Ban|Tổ|Trung tâm)\s+(?=[A-ZĐ])(?i:{_FIELD})[^;]{{0,40}}(?:,|\s+và)\s+$")
# "Giám đốc Sở giao Phòng A …", "Đảng ủy yêu cầu các chi bộ …": who gives the order does not do the work.
_ORDERED = re.compile(
    r"(?:Đảng ủy|Chi ủy|Ban Thường vụ|Ban cán sự|Thường trực|Chủ tịch|Phó Chủ tịch|Giám đốc|Hiệu trưởng|Lãnh đạo|UBND"
    r"|Ủy ban nhân dân|HĐND|Ban Giám đốc|Ban Giám hiệu|Sở|Cục trưởng|Chi cục trưởng|Viện trưởng|Thủ trưởng|Bệnh viện"
    r"|Nhà trường|Trung tâm|Chánh Văn phòng)(?! các)(?:\s+(?!" + _SAID + r")[^\s,;:.()]+){0,10}\s+"
    r"(?:(?:chỉ đạo|thống nhất|quyết định|cũng|đồng thời|đã)\s+)?"
    rf"(?P<order>(?:giao|yêu cầu|đề nghị|phân công)\s+(?:trách nhiệm cho\s+|nhiệm vụ cho\s+|cho\s+)?(?:{HEAD}))"
)
_GIVING = r"(?:giao trách nhiệm cho|giao nhiệm vụ cho|giao cho|giao|đề nghị|yêu cầu|phân công|đối với)\s+"
# At the beginning of what somebody does these need no capital.
_SMALL = (
    r"(?:công chức|cán bộ|viên chức|hội đồng|tổ công tác|ban chỉ đạo|lãnh đạo|chủ tịch|nhóm|doanh nghiệp|chi nhánh"
    r"|hội (?:nông dân|phụ nữ|cựu chiến binh|liên hiệp)|đoàn thanh niên|ban biên tập|ủy ban|kho bạc|chi đoàn|chi hội"
    r"|ngân hàng|chuyên viên|người phụ trách|trưởng|thủ trưởng|hạt|trạm|đội)"
)
_GIVEN = re.compile(rf"(?P<giving>(?i:{_GIVING}))?(?P<head>{HEAD}|{_SHORT}|{_SMALL}(?!\w))?")
_LONGEST_NAME = 120
_LIST_GAP = re.compile(rf"\s*(?:;|,|\s+và|\s+cùng|\s*,\s*và)\s+(?=(?:{HEAD}))|\s*[;,]\s+(?=(?:{_SHORT}))")
_JOINED = re.compile(
    r"[Pp]hối hợp(?:\s+chặt chẽ)?(?:\s+(?:cùng với|với|cùng)\s+(?=[A-ZĐÀ-Ỹ]|" + HEAD + r")|\s+(?=" + HEAD + r"))"
)
# "các phòng, đơn vị", "các sở, ban, ngành": a comma inside one name.
_INNER = re.compile(r"(?:đơn vị|ban|ngành|cơ quan|bộ phận|trung tâm|phòng|cán bộ|công chức|viên chức)(?!\w)")


# What may stand before the unit: "Để khắc phục, giao X …", "Đồng thời X …".
_OPENING = re.compile(
    r"(?:Để|Nhằm|Do (?:đó|vậy)|Vì vậy|Theo đó|Bên cạnh đó|Ngoài ra|Trước mắt|Trên cơ sở|Căn cứ|Trong thời gian tới"
    r"|Thời gian tới|Từ nay|Cụ thể|Riêng|Đối với|Về|Liên quan đến"
    r"|Trong|Hiện nay|Qua đó|Nhận được|Sau khi nhận được|trên cơ sở)(?!\w)[^,;.:]{0,120}[,:]\s*"
    r"|(?:Đồng thời|Riêng|đồng thời|Ngoài ra),?\s+"
    r"|(?:[^:;.()]|\.(?=\d)){3,150}:\s+"
)


def subject(clause: Piece) -> tuple[Piece, Piece] | None:
    """Return the unit a clause names first and what it does; a phrase that only leads up to it is passed over."""
    opening = _OPENING.match(clause.text)
    return _subject(clause) or (_subject(clause.cut(opening.end())) if opening else None)


# "Phân công công chức tiếp nhận phản ánh" is work of whoever has those people, not theirs.
_SOMEBODY = re.compile(r"(?:công chức|cán bộ|viên chức|người|chuyên viên|nhân viên|lãnh đạo)(?!\w)")


def _subject(clause: Piece) -> tuple[Piece, Piece] | None:
    """Return the unit a clause begins with and what it does, None for a clause without a unit."""
    ordered = _ORDERED.match(clause.text)
    clause = clause.cut(ordered.start("order")) if ordered else clause
    found = _GIVEN.match(clause.text)
    if not found or not (found["head"] or found["giving"]):
        return None
    if (found["giving"] or "").lower().startswith("phân công") and _SOMEBODY.match(found["head"] or ""):
        return None
    start = found.end("giving") if found["giving"] else 0
    if found["giving"] and not found["head"] and not clause.text[start : start + 1].isupper():
        return None
    end = _name_end(clause.text, max(found.end(), start + 1))
    if end is None or end == start:
        return None
    name = clause.cut(start, end).strip(" ,:")
    rest = clause.cut(end).strip(" ,:")
    aside = _ASIDE.match(rest.text)
    rest = rest.cut(aside.end()) if aside else rest
    # In "nhiệm vụ do UBND tỉnh, Chủ tịch UBND tỉnh giao" the unit gave the work and does none.
    if rest.text.rstrip(" .;:") in ("giao", "đề nghị", "yêu cầu") or name.text in _ANYBODY:
        return None
    purpose = re.match(r"(?:để|thì)\s+", rest.text)
    return (name, rest.cut(purpose.end()) if purpose else rest) if name.text else None


_NEXT_NAME = re.compile(rf"\s*;\s*(?:và\s+)?(?:{HEAD})")
# "Đơn vị gửi chậm sẽ không được xét thi đua" names nobody.
_ANYBODY = ("đơn vị", "cơ quan", "bộ phận")
# What a bracket adds to a name: "Phòng Hành chính (Văn phòng Sở) theo dõi …".
_ASIDE = re.compile(rf"\((?![^()]*(?:chủ trì|phối hợp|đầu mối))[^()]{{1,90}}\)\s*,?\s*(?={PREDICATE.pattern})")


def _name_end(text: str, place: int) -> int | None:
    """Return where the name that includes text[:place] ends: before the first verb, at a colon or full stop."""
    for gap in re.finditer(r"[\s,]+|[:;.(]\s*", text[place : place + _LONGEST_NAME]):
        behind = place + gap.end()
        if gap.group()[0] in ":":
            return place + gap.start()
        if gap.group()[0] == "(" and _ASIDE.match(text, place + gap.start()):
            return place + gap.start()
        if gap.group()[0] == ";" and _NEXT_NAME.match(text, place + gap.start()):
            continue
        if gap.group()[0] in ";.(":
            return None
        if _TELLS.match(text, behind):
            return None
        if _NAME_STOPS.match(text, behind):
            return place + gap.start()
        verb = PREDICATE.match(text, behind)
        if verb and _FIELDS.search(text[:behind]):
            continue
        if verb and (_CLOSES_NAME.match(text, behind) or _BUILDING.search(text, 0, verb.end())):
            continue
        if verb and not _NAMES_ITSELF.search(text[: verb.end()]) and not _HALF_WORD.search(text[: verb.end()]):
            return place + gap.start()
    return None


_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}$")
_NOBODY = {"-", "–", "—", "x", "khong", "khong co", "/", "…", "..."}


def split_units(piece: Piece) -> list[str]:
    """Return the names in a list such as "Văn phòng Sở, Thanh tra Sở và các phòng, đơn vị thuộc Sở"."""
    names: list[str] = []
    place = 0
    text = piece.text
    for gap in _LIST_GAP.finditer(text):
        following = text[gap.end() :]
        if "," in gap.group() and _is_inner(text[place : gap.start()], following):
            continue
        if text[: gap.start()].endswith("HĐND") and following.startswith("UBND"):
            continue
        names.append(text[place : gap.start()])
        place = gap.end()
    names.append(text[place:])
    trimmed = (_FOOTNOTE.sub("", name.strip(" ,;.:*")) for name in names)
    return [name for name in trimmed if name and fold(name) not in _NOBODY]


def _is_inner(before: str, following: str) -> bool:
    """Tell whether a comma stands inside "các phòng, đơn vị" and not between two names."""
    return (
        following[:1].islower()
        and bool(_INNER.match(following))
        and bool(re.match(r"(?i)(?:\w+\s+){0,2}(?:các|mỗi|từng)\s", before))
    )


def cooperators(clause: Piece) -> tuple[list[str], Piece, Piece] | None:
    """Return who joins in ("phối hợp với Y"), the words before, and what follows the names."""
    found = _JOINED.search(clause.text)
    if not found:
        return None
    head = re.compile(HEAD).match(clause.text, found.end())
    begin = head.end() if head else found.end()
    end = _name_end(clause.text, begin)
    if end is None:
        stop = re.search(r"[.;:(]", clause.text[begin:])
        end = begin + stop.start() if stop else len(clause.text)
    names = split_units(clause.cut(found.end(), end))
    return names, clause.cut(0, found.start()).strip(" ,"), clause.cut(end).strip(" ,:")


def is_unit_list(text: str) -> bool:
    """Tell whether words are nothing but the name of a unit (or several)."""
    names = [name.strip() for name in text.split(";") if name.strip()]
    return (
        bool(names) and ":" not in text and all(re.match(HEAD, name) and len(name) <= _LONGEST_NAME for name in names)
    )


def is_name(text: str) -> bool:
    """Tell whether words are the name of a unit, or a list of names, without anything that is done."""
    found = re.match(HEAD, text)
    return bool(found) and is_unit_list(text) and _name_end(text, found.end()) is None
