"""The tail of a document: recipients, who signed in which capacity, the unit that drafted it."""

import re

from tracker.plans.draft import DocumentHead
from tracker.text import fold

_CAPACITY = r"(?:TM|KT|TL|TUQ|Q)\s?\."
_OFFICES = re.compile(
    r"giam doc|chu tich|chanh|truong|thu truong|uy ban|ban bien tap|tong bien tap|bi thu|cuc pho|chi cuc|hoi dong"
)
_SIGNING = re.compile(rf"^(?:{_CAPACITY})?\s*[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ\s,.&-]*$")
_NAME = re.compile(
    r"^(?:(?:Ts|TS|ThS|Ths|PGS|GS|BS|KS|Đ/c)\.?\s*)*(?P<name>(?:[A-ZĐÀ-Ỹ][^\W\d_]*\s+){1,5}[A-ZĐÀ-Ỹ][^\W\d_]*)$"
)
# Recipients and signer stand side by side: behind the sign that closes a recipient come capitals, or a name.
_SIDE_BY_SIDE = re.compile(
    rf"^(?P<left>(?:[-–+•*●].*?[;.,:]|Nơi nhận\s*:))\s+(?P<right>(?:{_CAPACITY}\s*)?[^\W\d_][^\d;:.,]{{3,60}})$"
)


def read_tail(found: DocumentHead, tail: list[str]) -> None:
    """Read "Nơi nhận", the signer's authority and name, and the drafting unit behind "Lưu"."""
    roles: list[str] = []
    for text in _apart(tail):
        item = re.match(r"^(?:[-–+•*●]\s*|(?=Lưu\s*:))(?P<words>.+?)[;.,\s]*$", text)
        name = _NAME.match(text)
        if item:
            found.recipients.append(item["words"])
        elif _SIGNING.match(text) and _OFFICES.search(fold(text)) and not found.signer:
            roles.append(text)
        elif roles and name and not found.signer:
            found.signer = name["name"]
    found.signer_role = " / ".join(roles)
    kept = next((words for words in found.recipients if re.match(r"luu(?!\w)", fold(words))), "")
    found.drafting_unit = _drafted_by(kept)


def _apart(tail: list[str]) -> list[str]:
    """Return the lines of the tail, two columns on one line taken apart."""
    lines: list[str] = []
    for text in tail:
        side = _SIDE_BY_SIDE.match(text)
        apart = side and side["right"].isupper() and _OFFICES.search(fold(side["right"]))
        lines += [side["left"], side["right"].strip()] if side and apart else [text]
    return [line for line in lines if not line.startswith("Trên đây")]


def _drafted_by(kept: str) -> str:
    """Return the unit behind "Lưu: VT, VP": the last that is not the archive itself."""
    words = re.sub(r"\(.*?\)", "", re.sub(r"^[Ll]ưu\s*:?\s*", "", kept))
    units = [unit.strip() for unit in re.split(r"[,;]", words)]
    return next((unit for unit in reversed(units) if unit and fold(unit) not in ("vt", "van thu", "hs")), "")
