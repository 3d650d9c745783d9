"""What the address of the tracking table says: which rows, in which order, which page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tracker.text import msgid, nfc, squeeze
from tracker.vocabulary import Cell, DutyKind, PlanPart, Points

PAGE = 50
LARGEST = 2**31 - 1
ALL = "all"
# Filters of the state: the groups that an office asks for, then how a task stands (web/chips.py has the words).
GROUPS: dict[str, str] = {
    "open": msgid("Đang thực hiện (tất cả)"),
    "near": msgid("Đến hạn trong ít ngày tới"),
    "verify": msgid("Chờ Văn phòng xác nhận"),
    "leadership": msgid("Chờ Lãnh đạo xác nhận"),
    "verified": msgid("Đã hoàn thành"),
}
STANDS = (
    "late",
    "soon",
    "held",
    "wait",
    "prepared",
    "back",
    "declined",
    "assigned",
    "going",
    "none",
    "paused",
    "done",
    "done_late",
    "dropped",
    "carried",
)
# column → its words; the same columns stand on the page and in the sheet
COLUMNS: dict[str, str] = {
    "number": msgid("TT"),
    "deficiency": msgid("Tồn tại"),
    "title": msgid("Nhiệm vụ"),
    "unit": msgid("Chủ trì"),
    "coop": msgid("Phối hợp"),
    "due": msgid("Thời hạn"),
    "result": msgid("Kết quả"),
    "word": msgid("Cập nhật"),
    "state": msgid("Tình trạng"),
}


# What an address may set, beside the order and the page.
NUMBERS = ("unit", "duty", "criterion")
CODES = ("state", "cell", "kind", "part", "by", "points")
ADDRESS = ("plan", *NUMBERS, *CODES, "q")
# The rows that stand in any cell of the statistics, which its totals count.
COUNTED = "counted"


@dataclass(frozen=True)
class Choice:
    """The rows that were asked for; every field but the page is a filter or the order."""

    plan: int | str | None = None
    unit: int | None = None
    state: str = ""
    cell: str = ""
    kind: str = ""
    part: str = ""
    # Which deadline the cells go by: the one in force, or the first one.
    by: str = ""
    q: str = ""
    duty: int | None = None
    # The score ledger's: the tasks that a criterion's points come from, and where these points stand.
    criterion: int | None = None
    points: str = ""
    sort: str = "number"
    down: bool = False
    page: int = 1
    # Something in the address meant nothing; the page says so calmly.
    unread: bool = False

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of the address with changes; what is usual is left out."""
        wanted = {**vars(self), "page": 1, **changes}
        order = ("-" if wanted["down"] else "") + wanted["sort"]
        given = {name: wanted[name] for name in ADDRESS}
        given |= {"sort": "" if order == "number" else order, "page": wanted["page"] if wanted["page"] > 1 else ""}
        return {name: value for name, value in given.items() if value}

    def query(self, **changes: Any) -> str:
        """Return the address's part after "?", with changes; a page holds dozens of such links."""
        return urlencode(self.address(**changes))

    def sorted_by(self, column: str) -> str:
        """Return the address's part that sorts by a column; the same column again turns the order round."""
        return self.query(sort=column, down=self.sort == column and not self.down)

    @property
    def is_narrowed(self) -> bool:
        """Say whether any filter but the plan is set."""
        return any(getattr(self, name) for name in ADDRESS if name != "plan")

    @property
    def asks_ledger(self) -> bool:
        """Say whether the rows are those of the score ledger's figures."""
        return bool(self.criterion or self.points)


def read_choice(given: Mapping[str, str]) -> Choice:
    """Read the parameters of an address; whatever means nothing is left out and noted."""
    words = {name: squeeze(nfc(given.get(name, "")))[:200] for name in ("plan", "sort", "page", "q", *NUMBERS)}
    codes = {name: given.get(name, "") for name in CODES}
    known = {
        "state": {*GROUPS, *STANDS},
        "cell": {*map(str, Cell), COUNTED},
        "kind": set(map(str, DutyKind)),
        "part": set(map(str, PlanPart)),
        "by": {"original"},
        "points": set(map(str, Points)),
    }
    kept = {name: code if code in known[name] else "" for name, code in codes.items()}
    plan = ALL if words["plan"] == ALL else _number(words["plan"])
    page = _number(words["page"])
    sort = words["sort"].removeprefix("-")
    chosen = {name: _number(words[name]) for name in NUMBERS}
    numbers = {"plan": plan, "page": page, **chosen}
    unread = kept != codes or any(words[name] and numbers[name] is None for name in numbers)
    return Choice(
        plan=plan,
        q=words["q"],
        sort=sort if sort in COLUMNS else "number",
        down=words["sort"].startswith("-") and sort in COLUMNS,
        page=page or 1,
        unread=unread or (bool(sort) and sort not in COLUMNS),
        **chosen,
        **kept,
    )


def _number(text: str) -> int | None:
    """Return a number that can be an id or a page."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    return int(text) if 0 < int(text) <= LARGEST else None
