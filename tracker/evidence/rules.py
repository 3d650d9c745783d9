"""What counts as evidence, and when two addresses are the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.errors import RuleBroken
from tracker.text import msgid

# What may be kept, by its content's type; everything else is refused.
KEPT = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
}
NOT_ANOTHER_PAGE = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc)$")


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
    return address


def url_key(address: str) -> str:
    """Return what is the same for all addresses of one page: one page counts once."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = urlencode([pair for pair in parse_qsl(parts.query) if not NOT_ANOTHER_PAGE.match(pair[0])])
    return urlunsplit(("", host + port, parts.path.rstrip("/"), query, ""))
