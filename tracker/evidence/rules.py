"""What counts as evidence, and when two addresses are the same page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.errors import RuleBroken
from tracker.text import msgid, nfc, squeeze

# What may be kept, by its content's type; everything else is refused.
KEPT = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
}
ALSO_ENDS = {"image/jpeg": (".jpg", ".jpeg")}
LONGEST_ADDRESS = 2000
LONGEST_NAME = 255
NOT_ANOTHER_PAGE = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc)$")

# An address that opened is looked at again after a month; one that did not, after three days.
SOON, LATER = timedelta(days=3), timedelta(days=30)
GONE = msgid("Trang không còn ở địa chỉ này.")
SERVER_ERROR = msgid("Máy chủ của trang báo lỗi.")


def next_check(opened: bool) -> timedelta:
    """Return how long an address rests after a look."""
    return LATER if opened else SOON


def failure_of(status: int | None) -> str:
    """Return the words for an answer that is no page."""
    return GONE if status in (404, 410) else SERVER_ERROR


@dataclass(frozen=True)
class Period:
    """The days in which an article of a plan is published."""

    first: date
    last: date


# Why the program could not check all that proves a task.
NOTHING_TO_CHECK = msgid("Không có minh chứng để kiểm tra")
TO_BE_READ = msgid("Có tệp hoặc văn bản cần người xem")
NOT_ALL_OPENED = msgid("Có đường dẫn chưa kiểm tra hoặc không mở được")
NO_DAY = msgid("Có bài chưa rõ ngày đăng")

OFF_PORTAL = msgid("Đường dẫn ngoài cổng thông tin của cơ quan")
SAME_ARTICLE = msgid("Trùng nội dung với minh chứng khác")
OUTSIDE_PERIOD = msgid("Ngày đăng ngoài thời gian của Kế hoạch")
ANOTHER_DAY = msgid("Trang ghi ngày đăng khác")


def off_portal(url: str, portals: Sequence[str]) -> bool:
    """Say whether an address leads off the agency's own portals; where none are named, none does."""
    host = url_key(url).removeprefix("//").partition("/")[0].partition("?")[0].partition(":")[0]
    return bool(portals) and not any(host == portal or host.endswith(f".{portal}") for portal in portals)


def marks(
    content_hash: str,
    others: Sequence[str],
    *,
    entered: date | None,
    found: date | None,
    period: Period,
    elsewhere: bool = False,
) -> list[str]:
    """Return what a person should look at; others are the hashes of the task's other articles. No mark takes away."""
    day = entered or found
    return [
        words
        for words, applies in (
            (OFF_PORTAL, elsewhere),
            (SAME_ARTICLE, content_hash != "" and content_hash in others),
            (OUTSIDE_PERIOD, day is not None and not period.first <= day <= period.last),
            (ANOTHER_DAY, entered is not None and found is not None and entered != found),
        )
        if applies
    ]


def checked_url(address: str) -> str:
    """Return an address that can be evidence. Raises RuleBroken with what to do."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  An impossible port raises here.
    except ValueError as error:
        raise RuleBroken(msgid("Đường dẫn chưa đúng; chép nguyên địa chỉ bài đã đăng."), field="url") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        raise RuleBroken(
            msgid("Đường dẫn bắt đầu bằng https:// hoặc http://; chép nguyên địa chỉ bài đã đăng."), field="url"
        )
    if parts.username or parts.password:
        raise RuleBroken(msgid("Đường dẫn không được chứa tên và mật khẩu."), field="url")
    if re.search(r"[\s\x00-\x1f]", address):
        raise RuleBroken(msgid("Đường dẫn có khoảng trống; chép nguyên địa chỉ bài đã đăng."), field="url")
    if max(len(address), len(url_key(address))) > LONGEST_ADDRESS:
        raise RuleBroken(msgid("Đường dẫn quá dài; chép địa chỉ ngắn hơn của bài đã đăng."), field="url")
    return address


def normal_url(address: str) -> str:
    """Return the address as it is kept: host in small letters, without marks of who shared it and without fragment.

    An address that cannot be taken apart is returned as it is; checked_url()
    then says what is wrong with it.
    """
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return address
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else (parts.hostname or "")
    query = "&".join(pair for pair in parts.query.split("&") if not NOT_ANOTHER_PAGE.match(pair.partition("=")[0]))
    return urlunsplit((parts.scheme.lower(), user + host.lower() + port, parts.path, query, ""))


def url_key(address: str) -> str:
    """Return what is the same for all addresses of one page: one page counts once."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in asked if not NOT_ANOTHER_PAGE.match(pair[0])])
    return urlunsplit(("", host + port, parts.path.rstrip("/"), query, ""))


def safe_name(filename: str, media_type: str) -> str:
    """Return what a kept file is called: no folders, no control signs, and the ending of what it is.

    A browser or a desktop opens a file by its ending; a PDF called
    "trang.html" would be shown as a page.
    """
    last = re.split(r"[/\\]", nfc(filename))[-1]
    name = squeeze("".join(sign if sign.isprintable() else _blank(sign) for sign in last)).strip(". ")
    ends = ALSO_ENDS.get(media_type, (KEPT[media_type],))
    if name.lower().endswith(ends):
        stem, ending = name[: name.rindex(".")], name[name.rindex(".") :]
    else:
        stem, ending = name, KEPT[media_type]
    return (stem[: LONGEST_NAME - len(ending)] or "minh-chung") + ending


def _blank(sign: str) -> str:
    """White space becomes a blank; a mark that only turns the reading direction vanishes."""
    return " " if sign.isspace() else ""
