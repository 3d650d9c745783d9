"""Paper: every Vietnamese letter is on it, and nothing of another place ever gets into it."""

import os
import re
import socket
import subprocess
import zlib
from functools import partial
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from tracker.web import printing
from tracker.web.printing import OWN, CannotPrint, can_print, make_pdf, open_own

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴĐ"
)
ROWS = [LETTERS[start : start + 12] for start in range(0, len(LETTERS), 12)]


def page_of(body):
    return f"<!doctype html><html lang='vi'><head><title>x</title></head><body>{body}</body></html>"


def read(pdf):
    with pdfplumber.open(BytesIO(pdf)) as paper:
        return [page.extract_text() for page in paper.pages]


def contents_of(pdf):
    """Return all that stands in a PDF, its packed parts unpacked."""
    packed = re.findall(rb"(?s)stream\r?\n(.*?)\r?\nendstream", pdf)
    return pdf + b"".join(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"x")


def fonts_of(pdf):
    with pdfplumber.open(BytesIO(pdf)) as paper:
        return {char["fontname"] for page in paper.pages for char in page.chars}


@pytest.mark.parametrize("tag", ["p", "b", "i"])
def test_paper_has_a_font_with_every_vietnamese_letter(tag):
    pdf = make_pdf(page_of("".join(f"<p><{tag}>{row}</{tag}></p>" for row in ROWS)))
    assert "".join(read(pdf)[0].split()) == "".join(ROWS)
    # One family for all of them: a letter that it lacked would come out of another.
    assert {name.partition("+")[2].partition("-")[0] for name in fonts_of(pdf)} in ({"Tinos"}, {"Be Vietnam Pro"})
    assert b"/FontFile2" in contents_of(pdf)


def test_sheets_are_set_in_tinos():
    known = subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout
    wanted = "Tinos" if "Tinos" in known else "Be-Vietnam-Pro"
    assert {name.partition("+")[2] for name in fonts_of(make_pdf(page_of("<p>Phiếu trình</p>")))} == {wanted}


HOSTILE = (
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:{port}/secret.png",
    "//127.0.0.1:{port}/secret.png",
    "file:///etc/passwd",
    "file://{secret}",
    "{secret}",
    "../../../../../../../..{secret}",
    "/static/../../../../../../..{secret}",
    "/static/%2e%2e/models.py",
    "/static/..%2fmodels.py",
    "/vendor/../../etc/passwd",
    "paper://program/static/../models.py",
    "paper://elsewhere/static/app.css",
    "ftp://127.0.0.1/secret",
    "jar:file:///etc/passwd!/",
)
WAYS = (
    '<img src="{address}">',
    '<link rel="stylesheet" href="{address}"><p>x</p>',
    '<link rel="attachment" href="{address}">',
    '<a rel="attachment" href="{address}">x</a>',
    '<object data="{address}"></object>',
    '<embed src="{address}">',
    '<style>@import url("{address}"); @font-face {{ font-family: y; src: url("{address}") }} p {{ font-family: y }}'
    "</style><p>x</p>",
    '<p style="background: url({address}); content: url({address})">x</p>',
    '<svg><image href="{address}" width="9" height="9"/><use href="{address}#x"/></svg>',
    '<base href="file:///"><img src="{address}">',
)


@pytest.fixture
def door():
    """A place that nobody may knock at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


@pytest.mark.parametrize("way", WAYS)
def test_paper_asks_nobody_and_opens_no_file(way, tmp_path, door):
    secret = tmp_path / "secret.txt"
    secret.write_text("p { color: red } /* the secret of the machine */")
    port = door.getsockname()[1]
    addresses = [address.format(port=port, secret=secret) for address in HOSTILE]
    pdf = make_pdf(page_of("".join(way.format(address=address) for address in addresses)))
    found = contents_of(pdf)
    assert not [word for word in (b"secret of the machine", b"/EmbeddedFile", b"/Subtype/Image") if word in found]
    with pytest.raises(TimeoutError):
        door.accept()


@pytest.mark.parametrize("address", HOSTILE)
def test_only_files_that_the_program_ships_are_opened(address, tmp_path):
    address = address.format(port=1, secret=tmp_path)
    whole = address if ":" in address else OWN + "/" + address.lstrip("/")
    with pytest.raises(PermissionError):
        open_own(whole)


def test_its_own_styles_and_fonts_are_opened():
    assert open_own(f"{OWN}/static/app.css?v=1")[1] == "text/css"
    assert open_own(f"{OWN}/vendor/fonts/BeVietnamPro-Bold.ttf")[0][:4] == b"\x00\x01\x00\x00"


def test_a_link_among_the_static_files_leads_nowhere(monkeypatch, tmp_path):
    (tmp_path / "app.css").write_text("p {}")
    os.symlink("/etc/passwd", tmp_path / "open.css")
    monkeypatch.setattr(printing, "ROOT", tmp_path)
    printing._shipped.cache_clear()
    try:
        assert open_own(f"{OWN}/static/app.css")[0] == b"p {}"
        with pytest.raises(PermissionError):
            open_own(f"{OWN}/static/open.css")
    finally:
        printing._shipped.cache_clear()


def test_drawings_keep_their_colours():
    words = '<figure class="chart"><svg height="20"><rect class="bar-now" width="100%" height="9"/></svg></figure>'
    with pdfplumber.open(BytesIO(make_pdf(page_of(words)))) as paper:
        fills = {tuple(round(part, 2) for part in rect["non_stroking_color"]) for rect in paper.pages[0].rects}
    assert (0.11, 0.29, 0.65) in fills


def missing_library(name, *_):
    raise OSError("cannot load library 'libpango-1.0-0'")


def test_a_machine_without_the_libraries_says_so_and_goes_on(monkeypatch):
    monkeypatch.setattr(printing, "import_module", missing_library)
    assert not can_print()
    with pytest.raises(CannotPrint, match="lệnh in của trình duyệt"):
        make_pdf(page_of(""))


def test_the_library_is_loaded_with_the_first_paper_only():
    code = "import sys; from tracker import create_app; create_app(); print('weasyprint' in sys.modules)"
    run = partial(subprocess.run, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert run([os.sys.executable, "-c", code], env={**os.environ, "TRACKER_SECRET_KEY": "x"}).stdout == "False\n"


LONG = "".join(f"<tr><td>Dòng {number}</td></tr>" for number in range(60))
PARAGRAPHS = "".join(f"<p>Đoạn {number}. {'Nội dung dài. ' * 12}</p>" for number in range(16))


def pages_of(pdf):
    with pdfplumber.open(BytesIO(pdf)) as paper:
        return [(round(page.width), round(page.height)) for page in paper.pages]


@pytest.mark.parametrize("body", [
    "<p>Ngắn</p>",
    PARAGRAPHS,
    PARAGRAPHS + f"<table class='ledger'><tbody>{LONG}</tbody></table><p class='cut'>Bảng rút gọn</p>",
])  # fmt: skip
def test_a_sheet_is_brought_onto_one_a4(body):
    assert pages_of(make_pdf(page_of(body), one_page=True)) == [(595, 842)]


def test_a_sheet_that_leaves_rows_out_says_so():
    table = "<table class='ledger'><tbody>{}</tbody></table><p class='cut'>Bảng rút gọn</p>"
    (long,) = read(make_pdf(page_of(table.format(LONG)), one_page=True))
    assert "Dòng 5" in long
    assert "Dòng 6" not in long
    assert "Bảng rút gọn" in long
    (short,) = read(make_pdf(page_of(table.format("<tr><td>Dòng 1</td></tr>")), one_page=True))
    assert "Bảng rút gọn" not in short


def test_minutes_run_on_as_long_as_they_are():
    pdf = make_pdf(page_of(f"<table class='ledger'><tbody>{LONG * 3}</tbody></table>"))
    assert len(pages_of(pdf)) > 1
    assert "Dòng 59" in read(pdf)[-1]
