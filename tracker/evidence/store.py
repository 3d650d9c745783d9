"""The bytes of uploads, kept once per agency under their SHA-256 in the data folder."""

import hashlib
import os
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


def media_type_of(data: bytes) -> str:
    """Return the type by what the content is, whatever its name says. Raises RuleBroken for what is not kept."""
    found = filetype.guess_mime(data)
    if found is None and b"\x00" not in data[:4096] and data.lstrip()[:1] != b"<":
        try:
            data.decode("utf-8-sig")
            found = TEXT
        except UnicodeDecodeError:
            found = None
    if found not in KEPT or b"vbaProject.bin" in data:
        raise RuleBroken(
            msgid("Chỉ nhận tệp PDF, DOCX, XLSX, PNG, JPG hoặc TXT; tệp này không đúng loại."), field="file"
        )
    return found


def keep(data: bytes, *, agency_id: int, now: datetime, media_type: str | None = None) -> StoredFile:
    """Keep the bytes and return their row; the same bytes are kept once. Raises RuleBroken."""
    if not data:
        raise RuleBroken(msgid("Tệp rỗng; chọn tệp khác."), field="file")
    kind = media_type or media_type_of(data)
    digest = hashlib.sha256(data).hexdigest()
    known = db.session.scalar(select(StoredFile).where(StoredFile.agency_id == agency_id, StoredFile.sha256 == digest))
    _write(path_of(agency_id, digest), data)
    if known is not None:
        return known
    stored = StoredFile(agency_id=agency_id, sha256=digest, size=len(data), media_type=kind, stored_at=now)
    db.session.add(stored)
    db.session.flush()
    return stored


def path_of(agency_id: int, digest: str) -> Path:
    """Return where the bytes with a digest stand."""
    return Path(current_app.config["DATA"]) / "files" / str(agency_id) / digest[:2] / digest


def _write(place: Path, data: bytes) -> None:
    """Write all or nothing; a half-written file never stands under its name."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{secrets.token_hex(6)}")
    with open(draft, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, place)
