"""The operator's commands for plans: show what is read from a document, or bring it in for review."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.formats.blocks import Extracted
from tracker.formats.reader import read_document
from tracker.models import Agency, User
from tracker.permissions import may_edit_plans
from tracker.plans.draft import PlanDraft, as_json
from tracker.plans.operations import keep_reading
from tracker.plans.parser import parse_plan
from tracker.text import nfc, vn_date
from tracker.web.i18n import label, say

plan = AppGroup("plan", help="Plan documents.")
DOCUMENT = click.Path(exists=True, dir_okay=False, path_type=Path)


@plan.command("read")
@click.argument("file", type=DOCUMENT)
@click.option("--json", "as_data", is_flag=True, help="Print everything that was read, as JSON.")
def read(file: Path, as_data: bool) -> None:
    """Print what is read from a plan document (.docx, .txt); nothing is kept, no database is needed."""
    _extracted, draft = _read(file.read_bytes(), file.name)
    if as_data:
        click.echo(json.dumps(as_json(draft), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_summary(draft)))


@plan.command("import")
@click.argument("file", type=DOCUMENT)
@click.option("--agency", "agency_name", required=True, help="Full name of the agency.")
@click.option("--by", "login", required=True, help="Sign-in name of the officer who will review it.")
def import_plan(file: Path, agency_name: str, login: str) -> None:
    """Read a plan document and keep it for an officer to review; no task is given."""
    original = file.read_bytes()
    extracted, draft = _read(original, file.name)
    officer = _officer(nfc(agency_name), login)
    told = {"text": extracted.text, "filename": nfc(file.name), "original": original}
    try:
        reading = keep_reading(as_json(draft), by=officer, now=clock.now(), **told)
    except RuleBroken as broken:
        db.session.rollback()
        raise click.ClickException(say(broken)) from broken
    db.session.commit()
    path = current_app.url_map.bind("localhost").build("plans.review", {"reading_id": reading.id})
    click.echo(f"Kept for review, after the program's address: {path}")


def _read(data: bytes, filename: str) -> tuple[Extracted, PlanDraft]:
    try:
        extracted = read_document(data, filename)
        return extracted, parse_plan(extracted)
    except RuleBroken as broken:
        raise click.ClickException(say(broken)) from broken


def _officer(agency_name: str, login: str) -> User:
    """Return the officer who may review plans of the agency."""
    officer = db.session.scalar(
        select(User).join(Agency, User.agency_id == Agency.id).where(Agency.name == agency_name, User.login == login)
    )
    if officer is None or officer.disabled_at is not None or not may_edit_plans(officer):
        raise click.ClickException(f"{agency_name} has no officer who signs in as {login}.")
    return officer


def _summary(draft: PlanDraft) -> list[str]:
    """Return the reading as lines for a person: what there is, then who does what until when."""
    head = draft.head
    doubts = len(draft.doubts) + sum(len(row.doubts) for row in (*draft.deficiencies, *draft.duties))
    lines = [
        head.title or "(no title)",
        f"year: {draft.plan_year or '-'}   end: {vn_date(draft.ends_on) or '-'}   number: {head.number or '-'}",
        f"deficiencies: {len(draft.deficiencies)}   duties: {len(draft.duties)}   to decide: {doubts}"
        f"   sentences of no duty: {len(draft.unread)}",
        "",
    ]
    for duty in draft.duties:
        due = vn_date(duty.deadline.due_on) or duty.deadline.raw or "-"
        lines += [f"{duty.number}  {duty.title}", f"    {label(duty.kind)} | {', '.join(duty.leads) or '-'} | {due}"]
    return lines
