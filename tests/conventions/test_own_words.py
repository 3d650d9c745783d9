"""The project speaks in its own words: no sentence of the real plan stands in it."""

import html
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.conventions.source import ROOT, SHARED

LENGTH = 8
# Names of units and things are facts, and some phrases are in every plan; each counts as one word.
NAMES = re.compile(
    r"các phòng,? (?:các )?đơn vị(?: thuộc sở)?|trung tâm ứng dụng(?: kh&cn)?|sở khoa học và công nghệ|thanh tra sở|"
    r"văn phòng sở|giám đốc sở|ủy ban nhân dân tỉnh|cổng thông tin điện tử|kế hoạch khắc phục|tồn tại,? hạn chế|"
    r"khen thưởng,? xử phạt|là đầu mối|phối hợp với|độc lập - tự do - hạnh phúc|cộng hòa xã hội chủ nghĩa việt nam"
)


def _shingles(text: str) -> set[str]:
    """Return every run of eight words inside one sentence."""
    text = NAMES.sub(lambda name: re.sub(r"\W+", "_", name.group()), text.lower())
    sentences = [re.findall(r"\w+", sentence) for sentence in re.split(r"[.;:\n()\"]|\\n", text)]
    return {" ".join(words[at : at + LENGTH]) for words in sentences for at in range(len(words) - LENGTH + 1)}


def text_of(data: bytes) -> str:
    """Return the words of a file; of a Word document or a spreadsheet those inside."""
    if data[:2] != b"PK":
        return data.decode(errors="ignore") if b"\x00" not in data[:1000] else ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name).decode(errors="ignore") for name in archive.namelist() if name.endswith(".xml")]
    # A run ends in the middle of a sentence, a paragraph does not.
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|</si>", "\n", "\n".join(parts))))


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.shared
def test_no_sentence_of_the_real_plan_stands_in_the_project():
    seeds = [*(SHARED / "seeds").glob("003*.txt"), *(SHARED / "plans").glob("seed003.txt")]
    if not seeds:
        pytest.skip("not run: the real plan is not kept beside this checkout")
    real = set().union(*(_shingles(path.read_text()) for path in seeds))
    assert real
    found = {str(path.relative_to(ROOT)): sorted(_shingles(text_of(path.read_bytes())) & real) for path in _tracked()}
    assert {path: said[:3] for path, said in found.items() if said} == {}


def test_a_borrowed_sentence_is_found():
    sentence = "Giao các phòng thực hiện việc này trước ngày mười tháng mười"
    assert _shingles(f"Trước đó. {sentence.upper()}!") & _shingles(sentence)
