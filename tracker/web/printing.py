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


def make_pdf(html: str) -> bytes:
    """Return a page as a PDF, one sheet after the other. Raises CannotPrint."""
    with _one_at_a_time:
        printer = _printer()
        document = printer.HTML(string=_prepared(html), base_url=f"{OWN}/", url_fetcher=_fetcher())
        return document.write_pdf(stylesheets=_styles(), font_config=_fonts())


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
