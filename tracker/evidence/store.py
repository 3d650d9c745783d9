"""The bytes of uploads, kept once per agency under their SHA-256 in the data folder."""

import hashlib
import os
import re
import secrets
from datetime import datetime
from pathlib import Path

import filetype
from flask import current_app
from sqlalchemy import select

from tracker.errors import RuleBroken
from tracker.evidence.rules import KEPT
from tracker.extensions import db
from tracker.models import StoredFile
from tracker.text import msgid

TEXT = "text/plain"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def media_type_of(data: bytes) -> str:
    """Return the type by what the content is, whatever its name says. Raises RuleBroken for what is not kept."""
    found = filetype.guess_mime(data) or (TEXT if _is_text(data) else None)
    if found not in KEPT or b"vbaProject.bin" in data:
        raise RuleBroken(
            msgid("Chỉ nhận tệp PDF, DOCX, XLSX, PNG, JPG hoặc TXT; tệp này không đúng loại."), field="file"
        )
    return found


def _is_text(data: bytes) -> bool:
    """Say whether the bytes are words in UTF-8: no markup, no signs that only programs contain."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not words.lstrip("\ufeff \t\r\n\f\v").startswith("<") and CONTROL.search(words) is None


def keep(data: bytes, *, agency_id: int, now: datetime, media_type: str | None = None) -> StoredFile:
    """Keep the bytes and return their row; the same bytes are kept once. Raises RuleBroken."""
    if not data:
        raise RuleBroken(msgid("Tệp rỗng; chọn tệp khác."), field="file")
    kind = media_type or media_type_of(data)
    digest = hashlib.sha256(data).hexdigest()
    _write(path_of(agency_id, digest), data)
    known = db.session.scalar(select(StoredFile).where(StoredFile.agency_id == agency_id, StoredFile.sha256 == digest))
    if known is not None:
        return known
    stored = StoredFile(agency_id=agency_id, sha256=digest, size=len(data), media_type=kind, stored_at=now)
    db.session.add(stored)
    db.session.flush()
    return stored


def lay_down(data: bytes, *, agency_id: int) -> None:
    """Put the bytes on the disk before a transaction begins: keep() then only writes their row. Raises RuleBroken."""
    if data:
        media_type_of(data)
        _write(path_of(agency_id, hashlib.sha256(data).hexdigest()), data)


def path_of(agency_id: int, digest: str) -> Path:
    """Return where the bytes with a digest stand."""
    return Path(current_app.config["DATA"]) / "files" / str(agency_id) / digest[:2] / digest


def _write(place: Path, data: bytes) -> None:
    """Write all or nothing; a half-written file never stands under its name."""
    if place.exists() and place.stat().st_size == len(data):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{secrets.token_hex(6)}")
    with open(draft, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if draft.read_bytes() != data:
        draft.unlink()
        raise OSError(f"{place} does not read back as it was written")
    os.replace(draft, place)
