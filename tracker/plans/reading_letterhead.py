"""The letterhead: which lines name agencies, how their capitals are written, who issues the document."""

import re

from tracker.text import fold, squeeze

# What stands in the right half of a letterhead, on the same line once its columns are one text.
_RIGHT_HALF = re.compile(r"\s*(?:CỘNG H[ÒO][ÀA]? XÃ HỘI|CỘNG HOÀ XÃ HỘI|Độc lập\s*[-–]\s*Tự do).*$")
_NATION = re.compile(r"cong hoa xa hoi|doc lap\s*[-–]\s*tu do")
_AGENCY = re.compile(
    r"(?:UBND|ỦY BAN|UỶ BAN|SỞ|BỘ|BAN|VĂN PHÒNG|CHI CỤC|CỤC|TỔNG CỤC|TRUNG TÂM|THANH TRA|VIỆN|TRƯỜNG|ĐÀI|CÔNG AN|PHÒNG"
    r"|HỘI ĐỒNG|TỈNH ỦY|HUYỆN ỦY|BẢO HIỂM|KHO BẠC|HẠT|CÔNG TY|BỆNH VIỆN|ĐẢNG BỘ|HỘI|HĐND|TÒA ÁN|VIỆN KIỂM SÁT)(?!\w)"
)
_SMALL = {
    "tỉnh", "thành", "phố", "nhân", "dân", "ban", "và", "của", "huyện", "quận", "xã", "phường", "thị", "trấn", "khu",
    "vực", "bộ", "cục", "trực", "thuộc",
}  # fmt: skip
_ACRONYMS = {"UBND", "HĐND", "PTNT", "KHCN", "TNMT", "GTVT", "TTTT", "TTTH", "VHTTDL", "LĐTBXH", "GDĐT", "NNPTNT", "TW"}
# Names of branches of government, as their own papers write them.
_BRANCHES = (
    "Khoa học và Công nghệ", "Thông tin và Truyền thông", "Giáo dục và Đào tạo", "Kế hoạch và Đầu tư", "Tài chính",
    "Tài nguyên và Môi trường", "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn",
    "Nông nghiệp và PTNT",
    "Lao động - Thương binh và Xã hội", "Văn hóa, Thể thao và Du lịch", "Giao thông vận tải", "Xây dựng", "Công Thương",
    "Tư pháp", "Nội vụ", "Y tế", "Ngoại vụ", "Du lịch", "Dân tộc và Tôn giáo", "Dân tộc", "Kiểm lâm",
    "Thủy lợi", "Thuế",
    "Quy hoạch - Kiến trúc", "Tiêu chuẩn Đo lường Chất lượng",
)  # fmt: skip
_BRANCH = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in _BRANCHES)})(?!\w)", re.IGNORECASE)
_WRITTEN = {name.lower(): name for name in _BRANCHES}


def left_half(text: str) -> str:
    """Return what a line of the letterhead says on its left side."""
    return _RIGHT_HALF.sub("", text)


def agencies(lines: list[str], types: set[str]) -> list[str]:
    """Return the agencies that a letterhead names in capitals, names broken into lines joined again."""
    joined: list[str] = []
    for text in (left_half(line).strip(" -–_*") for line in lines):
        folded = fold(text)
        if not text.isupper() or _NATION.search(folded) or folded in types or re.match(r"SỐ\s*:", text):
            continue
        if joined and not _AGENCY.match(text):
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return joined


def as_written(capitals: str, written: str) -> str:
    """Return "SỞ Y TẾ" as the text writes it ("Sở Y tế"), else with a capital for each word that may have one."""
    name = squeeze(capitals)
    found = re.search(re.escape(name), written, re.IGNORECASE)
    if found and not found.group().isupper():
        return found.group()
    words = [word if word in _ACRONYMS or "&" in word else word.lower() for word in name.split()]
    words = [_capital(word, place) for place, word in enumerate(words)]
    return _BRANCH.sub(lambda match: _WRITTEN[match.group().lower()], " ".join(words))


def _capital(word: str, place: int) -> str:
    return word if (word in _SMALL and place) or not word.islower() else word[:1].upper() + word[1:]


def issuer_of(names: list[str], enacted: str) -> tuple[str, str]:
    """Return who issues a document and whose agency that is, from the letterhead and the enacting sentence."""
    parent = names[0] if len(names) > 1 else ""
    last = names[-1] if names else ""
    if fold(last) == "van phong" and parent:
        committee = re.sub(r"(?i)^[ủu][ỷy]? ban nhân dân", "UBND", parent)
        return f"Văn phòng {re.sub(r'(?<= tỉnh) .*', '', committee)}", parent
    province = re.search(r"(?i)(?:tỉnh|thành phố)\s+.+$", last)
    if not enacted or (last and _same_people(enacted, last)):
        return last or enacted, parent
    if province and fold(last).startswith(fold(enacted)):
        place = province.group()
        return f"{enacted} {place[:1].lower()}{place[1:]}", parent
    longer = last and not province and fold(last).startswith(f"{fold(enacted)} ")
    return (last if longer else enacted), parent


def _same_people(enacted: str, last: str) -> bool:
    """Tell whether "UBND xã" and "Ủy ban nhân dân xã Thanh Quế" are one committee."""
    short = fold(enacted).replace("uy ban nhan dan", "ubnd")
    return fold(last).replace("uy ban nhan dan", "ubnd").startswith(short) and short.startswith("ubnd")
