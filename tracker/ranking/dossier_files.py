"""The dossier to send: the self-scoring as a workbook, and a zip with an index and every supporting document once."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tracker.errors import RuleBroken
from tracker.formats.sheet import Value, write_sheet
from tracker.ranking.dossier_queries import Dossier, Line, Proof
from tracker.text import fold, msgid
from tracker.vocabulary import EvidenceKind

# Together as much as a mail server of a province still takes in parts; more is fetched one by one.
MOST_BYTES = 200 * 1024 * 1024
TOO_LARGE = msgid("Tài liệu kiểm chứng vượt 200 MB; tải từng tệp ở trang đầu việc, hoặc rút bớt tệp trùng.")
LOST = msgid("Tệp không còn trong kho; lấy lại từ bản sao lưu")
SCORES, PROOFS = "tu-cham-diem.xlsx", "danh-muc-tai-lieu.xlsx"
Words = Callable[[str], str]
SCORES_NAME, PROOFS_NAME, SUM = msgid("Tự chấm điểm"), msgid("Tài liệu kiểm chứng"), msgid("Cộng")
# A column: what it is called, and its width in characters.
SCORE_HEADS = (
    (msgid("Mã"), 10),
    (msgid("Tiêu chí"), 60),
    (msgid("Tối đa"), 10),
    (msgid("Năm trước"), 12),
    (msgid("Tự chấm"), 10),
    (msgid("Thuyết minh"), 50),
    (msgid("Tài liệu kiểm chứng"), 14),
    (msgid("Điểm dự thảo"), 12),
    (msgid("Giải trình"), 50),
)
PROOF_HEADS = (
    (msgid("Tiêu chí"), 50),
    (msgid("Tài liệu kiểm chứng"), 60),
    (msgid("Ngày"), 12),
    (msgid("Nhiệm vụ"), 10),
    (msgid("Đơn vị"), 30),
    (msgid("Địa chỉ hoặc tệp"), 70),
)
_UNSAFE = re.compile(r"[^a-z0-9]+")


def scores_sheet(dossier: Dossier, say: Words) -> bytes:
    """Return the self-scoring as a workbook: a row for each criterion, and the sums."""
    return write_sheet(say(SCORES_NAME), _said(SCORE_HEADS, say), _score_rows(dossier, say))


def _said(heads: tuple[tuple[str, int], ...], say: Words) -> list[tuple[str, int]]:
    return [(say(words), width) for words, width in heads]


def _score_rows(dossier: Dossier, say: Words) -> Iterator[list[Value]]:
    for line in dossier.lines:
        one, score = line.criterion, line.score
        words, said = (score.words, score.explanation) if score else ("", "")
        yield [
            one.code,
            one.name,
            one.maximum,
            one.points,
            line.points,
            words,
            len(line.proofs),
            line.returned,
            said,
        ]
    returned = dossier.returned if any(line.returned is not None for line in dossier.lines) else None
    yield ["", say(SUM), dossier.maximum, dossier.last, dossier.claimed, "", dossier.proofs, returned, ""]


def proofs_sheet(dossier: Dossier, say: Words, names: dict[int, str]) -> bytes:
    """Return the list of supporting documents by criterion; names say where each stands in the zip."""
    return write_sheet(say(PROOFS_NAME), _said(PROOF_HEADS, say), _proof_rows(dossier, names))


def _proof_rows(dossier: Dossier, names: dict[int, str]) -> Iterator[list[Value]]:
    for line in dossier.lines:
        for proof in line.proofs:
            where = proof.url or names.get(proof.id, "") or proof.document_number
            day = proof.published_on or proof.document_on
            criterion = f"{line.criterion.code} {line.criterion.name}"
            yield [criterion, proof.name, day, proof.duty, proof.unit, where]


def write_zip(
    out: IO[bytes],
    dossier: Dossier,
    say: Words,
    *,
    path_of: Callable[[str], Path],
    snapshots: dict[int, bytes],
    now: datetime,
) -> None:
    """Write the zip: both workbooks, each file once under its criterion, and what was seen at each address.

    Raises RuleBroken where the files are too large together.
    """
    if sum(proof.size or 0 for proof in _once(dossier)) > MOST_BYTES:
        raise RuleBroken(TOO_LARGE)
    names, lost = places_of(dossier), say(LOST)
    for proof in _once(dossier):
        if proof.sha256 is not None and not path_of(proof.sha256).exists():
            names[proof.id] = lost
    with ZipFile(out, "w", ZIP_DEFLATED) as kept:
        kept.writestr(_entry(SCORES, now), scores_sheet(dossier, say))
        kept.writestr(_entry(PROOFS, now), proofs_sheet(dossier, say, names))
        for proof in _once(dossier):
            if names.get(proof.id) == lost:
                continue
            if proof.sha256 is not None:
                _copy(kept, _entry(names[proof.id], now, ZIP_STORED), path_of(proof.sha256))
            elif proof.id in snapshots:
                kept.writestr(_entry(names[proof.id], now), _seen(proof, snapshots[proof.id]))


def places_of(dossier: Dossier) -> dict[int, str]:
    """Return item → its place in the zip, under the first criterion it proves; names that any system takes."""
    places: dict[int, str] = {}
    taken: dict[str, int] = {}
    for line, proof in _first_places(dossier):
        if proof.kind is EvidenceKind.DOCUMENT:
            continue
        folder = slug(f"{line.criterion.code} {line.criterion.name}", 60)
        ending = Path(proof.filename).suffix.lower() if proof.sha256 else ".txt"
        place = f"{folder}/{proof.id:05d}-{slug(proof.name, 60)}{ending}"
        # The same bytes stand in the zip once, however many items are made of them.
        if proof.sha256 and proof.sha256 in taken:
            places[proof.id] = places[taken[proof.sha256]]
            continue
        places[proof.id] = place
        if proof.sha256:
            taken[proof.sha256] = proof.id
    return places


def _first_places(dossier: Dossier) -> Iterator[tuple[Line, Proof]]:
    seen: set[int] = set()
    for line in dossier.lines:
        for proof in line.proofs:
            if proof.id not in seen:
                seen.add(proof.id)
                yield line, proof


def _once(dossier: Dossier) -> Iterable[Proof]:
    files: set[str] = set()
    for _line, proof in _first_places(dossier):
        if proof.sha256 is None or proof.sha256 not in files:
            if proof.sha256:
                files.add(proof.sha256)
            yield proof


def slug(words: str, most: int) -> str:
    """Return words as part of a file's name: plain letters, and never empty."""
    return _UNSAFE.sub("-", fold(words)).strip("-")[:most].strip("-") or "x"


def _seen(proof: Proof, snapshot: bytes) -> bytes:
    head = [proof.name, proof.url or "", ""]
    return ("\n".join(head) + zlib.decompress(snapshot).decode("utf-8", "replace")).encode()


def _entry(name: str, now: datetime, how: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    info.compress_type = how
    info.external_attr = 0o644 << 16
    return info


def _copy(kept: ZipFile, info: ZipInfo, place: Path) -> None:
    """Copy piece by piece: a dossier may be larger than the memory of a small server."""
    with place.open("rb") as file, kept.open(info, "w") as target:
        copyfileobj(file, target, 1024 * 1024)
