"""What accounts must keep to: sign-in names, passwords, locks, and names that belong to one unit only."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from tracker.errors import RuleBroken
from tracker.text import HOST_NAME, fold, msgid, nfc, squeeze

LONGEST_PASSWORD = 128
_LOGIN = re.compile(r"[\w][\w.@-]{1,78}[\w]")

# Words that people here choose first; digits and signs around them do not help.
_WORDS = """
    password passwd passw0rd p@ssw0rd p@ssword admin administrator quantri quantrivien letmein welcome iloveyou
    matkhau matkhaumoi matkhaudangnhap pass mk vietnam vietnamvodich hanoi saigon tphcm anhyeuem emyeuanh yeuem
    conyeubome giadinh khongbiet khongco congan congchuc vienchuc ubnd uybannhandan sokhcn khcn khoahoccongnghe
    khoahocvacongnghe vanphong vanphongso thanhtra giamdoc chuyenvien ketoan tinhoc maytinh dangnhap taikhoan
    macdinh thudientu hethong theodoi kehoach qwerty qwertyuiop asdfghjkl zxcvbnm abc abcd abcdef abcxyz
    abcdefgh abcdefghijk monkey dragon football princess sunshine master superman changeme default secret
    test testing guest user root demo
"""
COMMON = frozenset(_WORDS.split())
_ROWS = ("01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_CLASSES = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())


# --- The agency's own portals -------------------------------------------------
def portal_hosts_in(typed: str) -> list[str]:
    """Return the hosts that were typed, as names or as addresses, each once. Raises RuleBroken for what is none."""
    hosts = []
    for word in re.split(r"[\s,;]+", nfc(typed).lower()):
        host = re.sub(r"^https?://", "", word).split("/")[0].split(":")[0].removeprefix("www.")
        if not host:
            continue
        if not HOST_NAME.fullmatch(host):
            raise RuleBroken(
                msgid("“%(word)s” không phải tên miền; ghi như khcn.lamson.gov.vn."),
                field="portal_hosts",
                word=word[:60],
            )
        hosts.append(host)
    return list(dict.fromkeys(hosts))


# --- Sign-in names ---------------------------------------------------------
def normal_login(typed: str) -> str:
    """Return a sign-in name as it is stored and matched: composed, without capitals."""
    return unicodedata.normalize("NFC", nfc(typed).strip().casefold())


def check_login(login: str) -> None:
    """Raise RuleBroken for a sign-in name that cannot be used."""
    if not _LOGIN.fullmatch(login):
        raise RuleBroken(
            msgid("Tên đăng nhập có 3 đến 80 chữ, số; được dùng dấu chấm, gạch nối, gạch dưới, @ ở giữa."),
            field="login",
        )


# --- Passwords -------------------------------------------------------------
def check_password(
    password: str, *, shortest: int, classes: bool, login: str, names: Iterable[str] = (), field: str = "new_password"
) -> None:
    """Raise RuleBroken for a password that is easily guessed (ASVS 5, V6.2).

    names are words that must not make up a good part of it, such as the
    agency's; no composition is asked for unless the local policy wants it.
    """
    if len(password) < shortest:
        raise RuleBroken(msgid("Mật khẩu có ít nhất %(count)s ký tự."), field=field, count=shortest)
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(msgid("Mật khẩu có nhiều nhất %(count)s ký tự."), field=field, count=LONGEST_PASSWORD)
    if is_common(password):
        raise RuleBroken(msgid("Mật khẩu này dễ đoán; chọn một câu dài, ít người nghĩ tới."), field=field)
    if contains_name(password, [login, *names]):
        raise RuleBroken(msgid("Mật khẩu không chứa tên đăng nhập, tên người hay tên cơ quan."), field=field)
    if classes and not all(any(map(belongs, password)) for belongs in _CLASSES):
        raise RuleBroken(msgid("Mật khẩu cần có chữ hoa, chữ thường, chữ số và ký tự khác."), field=field)


def is_common(password: str) -> bool:
    """Say whether a password is among those that are tried first."""
    compact = _compact(password)
    core = _core(compact)
    if len(set(compact)) <= 2 or (not core and len(compact) <= 10):
        return True
    return core in COMMON or compact in COMMON or any(compact in row for row in _ROWS)


def contains_name(password: str, names: Iterable[str]) -> bool:
    """Say whether a password is a name with digits and signs, or a name of four letters makes up half of it."""
    compact = _compact(password)
    wanted = [word for word in map(_compact, names) if word]
    return _core(compact) in wanted or any(
        len(name) >= 4 and name in compact and 2 * len(name) >= len(compact) for name in wanted
    )


def _core(compact: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", compact)


def _compact(text: str) -> str:
    return fold(text).replace(" ", "")


# --- Locks -----------------------------------------------------------------
def locked_until(failures: Sequence[datetime], now: datetime, *, after: int, minutes: int) -> datetime | None:
    """Return when a lock ends, None for no lock; failures are the newest ones, newest first."""
    if len(failures) < after:
        return None
    newest, oldest = failures[0], failures[after - 1]
    end = newest + timedelta(minutes=minutes)
    return end if newest - oldest <= timedelta(minutes=minutes) and now < end else None


def address_key(address: str) -> str:
    """Return what an address is counted by: of IPv6 its network, since one device has as many as it likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:120]
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


# --- Names of units --------------------------------------------------------
def names_from(typed: str) -> list[str]:
    """Return the names in a text, each once: one a line, or with semicolons between them; commas stand in names."""
    names = [squeeze(name) for name in re.split(r"[;\n]", typed)]
    return list({fold(name): name for name in reversed(names) if name}.values())[::-1]


def check_names(wanted: Sequence[tuple[str, str]], taken: Mapping[str, str]) -> None:
    """Raise RuleBroken when a name belongs to another unit or group already.

    wanted: (field, name); taken: folded name → who has it.
    """
    for field, name in wanted:
        if len(name) > 200:
            raise RuleBroken(msgid("Tên gọi dài quá 200 ký tự."), field=field)
        owner = taken.get(fold(name))
        if owner is not None:
            raise RuleBroken(
                msgid("“%(name)s” đã là tên gọi của %(owner)s; mỗi tên chỉ dùng cho một đơn vị hoặc nhóm."),
                field=field,
                name=name,
                owner=owner,
            )


def check_days(start: object, end: object, field: str) -> None:
    """Raise RuleBroken when a time ends before it begins."""
    if start and end and end < start:
        raise RuleBroken(msgid("Ngày kết thúc không thể trước ngày bắt đầu."), field=field)
