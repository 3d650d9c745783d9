"""Plans on the command line: what a document gives, and bringing one in."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.models import Reading, Task

TWIN = Path(__file__).parents[1] / "documents" / "twin_plan.txt"


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["plan", *map(str, words)])


def bring(run, cast, file=TWIN, agency=None, login="lan"):
    return run("import", file, "--agency", agency or cast.agency.name, "--by", login)


def test_reading_prints_the_json_without_a_database(tmp_path):
    app = create_app(Settings(data=str(tmp_path), secret_key="only for tests"))
    told = app.test_cli_runner().invoke(args=["plan", "read", str(TWIN), "--json"])
    assert told.exit_code == 0
    reading = json.loads(told.output)
    assert (reading["doc"]["number"], reading["plan_year"], len(reading["deficiencies"])) == (None, 2022, 5)
    assert not (tmp_path / "tracker.sqlite3").exists()


def test_reading_prints_a_summary_for_a_person(run):
    told = run("read", TWIN)
    assert told.exit_code == 0
    assert "deficiencies: 5   duties: 11" in told.output
    assert "Cung cấp | Thanh tra Sở | -" in told.output


@pytest.mark.parametrize("act", ["read", "import"])
def test_what_is_no_plan_is_said_and_kept_nowhere(run, cast, tmp_path, act):
    letter = tmp_path / "thu.txt"
    letter.write_text("Thư mời họp tổ dân phố.", encoding="utf-8")
    told = run("read", letter) if act == "read" else bring(run, cast, letter)
    assert told.exit_code == 1
    assert "không phải kế hoạch khắc phục" in told.output
    assert db.session.scalar(select(func.count(Reading.id))) == 0


def test_an_imported_plan_waits_for_its_officer(run, cast):
    told = bring(run, cast)
    assert told.exit_code == 0
    reading = db.session.scalar(select(Reading))
    assert told.output.strip().endswith(f"/plans/readings/{reading.id}")
    assert (reading.created_by_id, reading.filename) == (cast.officer.id, TWIN.name)
    assert reading.file_id is not None
    assert db.session.scalar(select(func.count(Task.id))) == 0


@pytest.mark.parametrize("login", ["hoa", "quantri", "giamdoc", "ngoai", "khong-co"])
def test_only_an_officer_of_the_agency_can_be_named(run, cast, login):
    told = bring(run, cast, login=login)
    assert told.exit_code == 1
    assert "has no officer who signs in as" in told.output
    assert db.session.scalar(select(func.count(Reading.id))) == 0


def test_an_unknown_agency_is_said(run, cast):
    assert bring(run, cast, agency="Sở Không Có").exit_code == 1
