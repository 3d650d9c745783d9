"""What the part of a document is for, by the words of its title."""

import re

from tracker.text import fold

_LONGEST = 160  # letters; a longer line is no title
_MOST_WORDS = 12  # of a title with a full stop; a longer one is a sentence: "4. Văn phòng Sở có trách nhiệm …."
_LOW = r"(?:diem |danh gia |ket qua |ty le )*(?:thap|kem|mat diem|bi tru|tru diem|chua dat|khong dat|chua hoan thanh)"
_WRONG = (
    r"ton tai|han che|khuyet diem|thieu sot|bat cap|yeu kem"
    rf"|(?:chi so|chi tieu|tieu chi|noi dung|nhom)(?: thanh phan| danh gia)?(?: co| dat| bi| con)* {_LOW}"
)
_RIGHT = r"khac phuc|giai phap|bien phap|nhiem vu|noi dung"
_RUN = r"to chuc (?:thuc hien|trien khai|chi dao)|dieu khoan (?:thi hanh|thuc hien)|hieu luc"
_SHARE = r"phan cong|trach nhiem"
_BACKGROUND = (
    r"muc dich|yeu cau|muc tieu|quan diem|can cu|ket qua|danh gia|dac diem|tinh hinh|pham vi|doi tuong|kinh phi"
    r"|nguyen tac|co so|phan mo dau|mo dau|dat van de|su can thiet|uu diem|thuan loi|boi canh"
)


def part_kind(title: str) -> str | None:
    """Return what a part is for, by its title: organisation, background, findings, remedy, or None."""
    folded = fold(title)
    sentence = title.rstrip().endswith((".", ";")) and len(folded.split()) > _MOST_WORDS
    if len(folded) > _LONGEST or sentence:
        return None
    folded = re.sub(r"(?:can|phai)(?: duoc| tap trung)? (?:khac phuc|giai quyet)", "", folded)
    wrong, right = re.search(_WRONG, folded), re.search(_RIGHT, folded)
    if re.search(_RUN, folded) and not (wrong or re.match(r"noi dung|giai phap|nhiem vu", folded)):
        return "organisation"
    if wrong or right:
        return _work(folded, right)
    if re.search(_SHARE, folded):
        return "organisation"
    return "background" if re.match(_BACKGROUND, folded) else None


def _work(folded: str, right: re.Match[str] | None) -> str:
    """Tell a list of findings from remedies, and from a goal that only speaks of "nhiệm vụ"."""
    if right is None:
        return "findings"
    if re.match(r"(?:phan cong|trach nhiem)(?! .*(?:ton tai|han che|khac phuc))", folded):
        return "organisation"
    aims = re.match(r"muc dich|muc tieu|quan diem|yeu cau", folded)
    return "background" if aims and not re.search(r"nhiem vu|giai phap|bien phap", folded) else "remedy"
