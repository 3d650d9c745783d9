"""Paper: a page of the program as a PDF, by its own templates and styles.

Only what the program itself ships is put into it: no address is asked for
over the network, and no other file of the machine is opened, whatever a page
says. One paper is made at a time, because the libraries beneath keep their
fonts in one place, and so that many at once do not fill the memory.
"""

import atexit
import logging
import re
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from threading import Lock
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.errors import RuleBroken
from tracker.text import msgid
from tracker.web.static import ROOT
from tracker.web.vendor import SERVED, sprite

# Millimetres: width, height, and the margins from the top clockwise; the left one is for binding.
A4 = (210, 297, 13, 14, 12, 30)
# What a paper's own addresses begin with; nobody answers there.
OWN = "paper://program"
STYLES = ("vendor/bootstrap.min.css", "static/app.css", "static/paper.css")
DRAWING = re.compile(r"<svg\b(?![^>]*\by=)[^>]*>")
ICON = re.compile(r'<svg class="icon"[^>]*><use href="[^"]*#([\w-]+)"\s*/?>(?:</use>)?</svg>')
SYMBOL = re.compile(r'(?s)<symbol\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</symbol>')
TOKEN = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{3,6});")
OF_DRAWINGS = re.compile(r"(?m)^\.(?:chart|counter) ((?:text|\.(?!counter)[\w-]+)) \{([^}]*)\}")
# What a script would show, and what leads to other files, has no place on paper.
LINKS = re.compile(r"<link\b[^>]*>|(?s:<script\b.*?</script>)")

MISSING = msgid(
    "Máy chủ chưa tạo được tệp PDF vì thiếu thư viện; in trang này bằng lệnh in của trình duyệt, "
    "hoặc báo quản trị máy chủ cài libpango và fonts-croscore."
)

_one_at_a_time = Lock()


class CannotPrint(RuleBroken):
    """The libraries that make a PDF are not on this machine; the text says what helps."""


# A sheet of one page shows so many rows of each table, says that there are more, and is set smaller where it must be.
MOST_ROWS = 6
FEWER_ROWS = 5
SMALLEST = 0.6
# Lines are longer in a smaller print, so that a sheet shrinks a little faster than its print.
SHRINKS, SHRINKS_CUT = 0.85, 0.62
TOO_FULL = 1.3
CLOSE = 0.96


def make_pdf(html: str, *, one_page: bool = False) -> bytes:
    """Return a page as a PDF; one_page shortens it until it is one A4. Raises CannotPrint."""
    with _one_at_a_time:
        printer = _printer()
        page = printer.HTML(string=_prepared(html), base_url=f"{OWN}/", url_fetcher=_fetcher())
        rows, scale = (MOST_ROWS if one_page else None), 1.0
        document = _laid_out(page, html, rows, scale)
        while one_page and len(document.pages) > 1 and scale > SMALLEST:
            rows, scale = _tighter(rows, scale, _fullness(document))
            document = _laid_out(page, html, rows, scale)
        return document.write_pdf(zoom=scale)


def _laid_out(page: Any, html: str, rows: int | None, scale: float) -> Any:
    fit = _fitting(rows, scale, rows is not None and _longest_table(html) > rows)
    return page.render(stylesheets=[*_styles(), fit], font_config=_fonts())


def _tighter(rows: int | None, scale: float, full: float) -> tuple[int, float]:
    """Return how a sheet that fills more than a page is tried next: far too long, it also shows fewer rows."""
    cut = rows == MOST_ROWS and full > TOO_FULL
    smaller = full ** -(SHRINKS_CUT if cut else SHRINKS)
    fewer = FEWER_ROWS if cut or rows == FEWER_ROWS else MOST_ROWS
    return fewer, max(SMALLEST, round(scale * min(smaller, CLOSE), 2))


def _fullness(document: Any) -> float:
    """Return how many pages a sheet fills: 1,4 where it runs a little less than half down the second."""
    last = document.pages[-1]._page_box
    body = last.children[0].children[0]
    return len(document.pages) - 1 + min(1.0, body.margin_height() / last.height)


def _longest_table(html: str) -> int:
    bodies = (part.partition("</tbody>")[0] for part in html.split("<tbody")[1:])
    return max((body.count("<tr") for body in bodies), default=0)


def _fitting(rows: int | None, scale: float, is_cut: bool) -> Any:
    """Return the rules of a fit: the page is so much larger as it is made smaller afterwards, and stays an A4."""
    width, height, *margins = (round(length / scale, 2) for length in A4)
    sheet = f"@page {{ size: {width}mm {height}mm; margin: {' '.join(f'{side}mm' for side in margins)} }}"
    if rows is not None:
        after = f":nth-child(n + {rows + 1})"
        sheet += f".ledger tbody tr{after}, .panel ul > li{after}, .decision:nth-child(n + 4) {{ display: none }}"
    if is_cut:
        sheet += ".cut { display: block }"
    return _printer().CSS(string=sheet, url_fetcher=_fetcher(), font_config=_fonts())


def open_own(address: str) -> tuple[bytes, str]:
    """Return a file of the program itself and its type. Raises PermissionError for any other address."""
    if not address.startswith(f"{OWN}/"):
        raise PermissionError(f"a paper opens nothing but the program's own files: {address[:200]}")
    path = PurePosixPath(unquote(urlsplit(address).path))
    if path.parts[:2] == ("/", "vendor") and "/".join(path.parts[2:]) in SERVED:
        place = SERVED["/".join(path.parts[2:])]
    elif path.parts[:2] == ("/", "static") and len(path.parts) == 3 and path.name in _shipped():
        place = ROOT / path.name
    else:
        raise PermissionError(f"a paper opens nothing but the program's own files: {address[:200]}")
    kind = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}.get(place.suffix)
    return place.read_bytes(), kind or "application/octet-stream"


@cache
def _shipped() -> frozenset[str]:
    return frozenset(place.name for place in ROOT.iterdir() if place.is_file() and not place.is_symlink())


def can_print() -> bool:
    """Say whether the libraries are here."""
    try:
        _printer()
    except CannotPrint:
        return False
    return True


def _printer() -> ModuleType:
    """Return the library, loaded when the first paper is made: it takes a second and much memory."""
    try:
        # It says of each rule for browsers that it does not know it; what it could not open it says as an error.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise CannotPrint(MISSING) from error


@cache
def _fetcher() -> Any:
    urls = import_module("weasyprint.urls")

    class OwnFiles(urls.URLFetcher):  # type: ignore[misc, name-defined]
        """Opens the program's own files; has no way to any other."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            body, kind = open_own(url)
            return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return OwnFiles(allowed_protocols=("paper",), allow_redirects=False)


@cache
def _fonts() -> Any:
    # It takes its files away itself, and for that the library must still be there when the program ends.
    atexit.register(_fonts.cache_clear)
    return import_module("weasyprint.text.fonts").FontConfiguration()


@cache
def _styles() -> list[Any]:
    """Return the styles as they are read, once: reading them takes longer than a paper itself."""
    css = _printer().CSS
    return [css(url=f"{OWN}/{name}", url_fetcher=_fetcher(), font_config=_fonts()) for name in STYLES]


def _prepared(html: str) -> str:
    """Return a page with its drawings whole: on paper each drawing knows only what stands inside it."""
    html = DRAWING.sub(_styled, LINKS.sub("", html))
    return ICON.sub(lambda found: _icon(found[1]), html)


def _styled(found: re.Match[str]) -> str:
    return found[0] if 'class="icon"' in found[0] else f"{found[0]}<style>{_drawing_styles()}</style>"


@cache
def _icon(name: str) -> str:
    drawings = {found[1]: found[2] for found in SYMBOL.finditer(sprite())}
    return f'<svg class="icon" viewBox="0 0 16 16" fill="currentColor">{drawings.get(name, "")}</svg>'


@cache
def _drawing_styles() -> str:
    """Return what the one stylesheet says of lines and bars, its colours written out."""
    sheet = (ROOT / "app.css").read_text(encoding="utf-8")
    colours = dict(TOKEN.findall(sheet))
    rules = "".join(f"{name}{{{said}}}" for name, said in OF_DRAWINGS.findall(sheet))
    written = re.sub(r"var\((--[\w-]+)\)", lambda found: colours.get(found[1], "inherit"), rules)
    # The halo of words would be drawn over them here.
    return f"{written}text{{font-family:Tinos;font-size:10px;stroke:none}}"
