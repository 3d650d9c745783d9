"""Two agencies with one of everything, and every address of the program with things of either."""

import zlib
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.make import make_deficiency, make_duty, make_group, make_plan, make_task, make_user
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.evidence.store import keep
from tracker.extensions import db
from tracker.formats.reader import read_text
from tracker.handovers.operations import Given, hand_over
from tracker.models import (
    Agency,
    Comment,
    CountedEntry,
    Department,
    DepartmentAlias,
    Direction,
    Duty,
    Evidence,
    EvidenceCheck,
    ExtensionRequest,
    ListedItem,
    Message,
    OutgoingDocument,
    PasswordLink,
    Reading,
    RegisterImport,
    ReviewDecision,
    Submission,
    Task,
    User,
)
from tracker.obligations.list_operations import add_lines
from tracker.obligations.operations import open_event
from tracker.obligations.sample_operations import add_sample
from tracker.plans.draft import as_json
from tracker.plans.operations import keep_reading
from tracker.plans.parser import parse_plan
from tracker.ranking.import_operations import Brought, start_import
from tracker.review.minutes import open_review
from tracker.review.sheet_operations import Paper, freeze
from tracker.vocabulary import (
    DutyKind,
    EvidenceKind,
    ExtensionReason,
    ExtensionState,
    MessageKind,
    MessageState,
    PlanState,
    ReadingState,
    Role,
    SheetKind,
    TaskState,
    WayOut,
)
from tracker.web.access import token_hash

# Words that stand in the texts of our agency only: a page of the other that shows them is a leak.
OURS = "riêng-của-Lam-Sơn"
THEIRS = "riêng-của-Công-Thương"

PLAN = """KẾ HOẠCH
Khắc phục hạn chế năm 2022
I. MỤC TIÊU
II. NỘI DUNG
1. Tin, bài
- Hạn chế: Ít tin, bài {words}.
- Giải pháp: Giao Trung tâm Ứng dụng đăng tối thiểu 12 bài {words} trước ngày 31/10/2022.
"""


def make_world(cast: SimpleNamespace) -> SimpleNamespace:
    """Return ours and theirs: the values of addresses, and tasks in every state by name."""
    cast.foreign_administrator = make_user(cast.other_agency, "ngoai4", Role.ADMINISTRATOR)
    unit = _unit(cast.other_agency)
    ours = SimpleNamespace(
        agency=cast.agency,
        office=cast.office,
        unit=cast.centre,
        head=cast.head,
        member=cast.publisher,
        officer=cast.officer,
    )
    theirs = SimpleNamespace(
        agency=cast.other_agency,
        office=cast.foreign_office,
        unit=unit,
        head=make_user(cast.other_agency, "ngoai3", Role.HEAD, unit),
        member=make_user(cast.other_agency, "ngoai2", Role.MEMBER, unit),
        officer=cast.foreigner,
    )
    world = SimpleNamespace(ours=_agency(ours, OURS), theirs=_agency(theirs, THEIRS))
    db.session.commit()
    return world


def _unit(agency: Agency) -> Department:
    unit = Department(agency_id=agency.id, name=f"Phòng {THEIRS}")
    db.session.add(unit)
    db.session.flush()
    return unit


def _agency(of: SimpleNamespace, words: str) -> dict[str, dict[str, Any]]:
    """Make one of everything; return name → the values of an address that leads to it."""
    agency, office, unit, member, officer = of.agency, of.office, of.unit, of.member, of.officer
    plan = make_plan(agency, title=f"Khắc phục {words}")
    waiting = make_plan(agency, title=f"Chờ ban hành {words}", state=PlanState.AWAITING_ISSUE)
    deficiency = make_deficiency(plan, title=f"Ít tin, bài {words}", finding=words, remedy=words)
    group = make_group(agency, f"Các đơn vị {words}", unit)
    group.aliases.append(DepartmentAlias(agency_id=agency.id, name=f"Nhóm {words}"))
    open_duty = make_duty(plan, deficiency_id=deficiency.id, title=f"Chưa giao {words}")
    rule = make_duty(plan, unit, title=f"Quy định {words}", kind=DutyKind.STANDING)
    tasks = dict(_tasks(plan, deficiency, of, words))
    tasks["office_submitted"] = _task(plan, office, words, state=TaskState.SUBMITTED, submitted_on=date(2022, 10, 11))
    _submission(tasks["office_submitted"], officer)
    proof = _evidence(tasks["task"], member, words)
    document = _file(tasks["task"], member, words)
    reading = _reading(officer, words)
    confirmed = _reading(officer, f"{words}, đã xác nhận")
    confirmed.state, confirmed.plan_id = ReadingState.CONFIRMED, plan.id
    waiting_duty = make_duty(waiting, title=f"Chờ giao {words}")
    link = PasswordLink(
        agency_id=agency.id,
        user_id=member.id,
        token_hash=token_hash(f"token-{agency.id}"),
        created_at=clock.now(),
        expires_at=clock.at(date(2022, 10, 20), 8),
    )
    db.session.add(link)
    db.session.flush()
    values = {
        "plan_id": plan.id,
        "deficiency_id": deficiency.id,
        "duty_id": open_duty.id,
        "task_id": tasks["task"].id,
        "evidence_id": proof.id,
        "reading_id": reading.id,
        "department_id": unit.id,
        "group_id": group.id,
        "user_id": member.id,
        "request_id": _request(tasks["submitted"], member, words).id,
        "direction_id": _direction(tasks["task"], unit, words).id,
        "comment_id": _comment(tasks["task"], member, words).id,
        "message_id": _message(member, words).id,
        "agency_id": agency.id,
        "token": f"token-{agency.id}",
        "day": "2022-09-02",
        "name": "tidy",
        "act_name": "verify",
    }
    supply = _supply(plan, unit, member, words)
    values |= supply | {"task_id": values["task_id"]}
    review = _review(plan, open_duty, officer, words)
    values |= review | {"duty_id": values["duty_id"]}
    values |= _ranking(deficiency, officer, words)
    values |= {"sheet_id": _sheet(plan, officer, words)}
    named = {
        "any": values,
        "supply": values | supply,
        "received": values | {"task_id": supply["to_task_id"]},
        "withheld": values | {"supply_id": supply["withheld_id"]},
        "target": values | _target(plan, unit, member, words),
        "register": values | _register(rule, unit, officer, words),
        "ranking_import": values | {"import_id": _ranking_import(officer, words)},
        "register_supply": values | {"duty_id": supply["supply_duty_id"]},
        "waiting_plan": values | {"plan_id": waiting.id, "duty_id": waiting_duty.id},
        "file": values | {"evidence_id": document.id},
        "event": values | _event(plan, unit, member, words),
        "rule": values | _sample(rule, unit, officer, words),
        "review": values | review,
        "beyond": values | {"direction_id": _direction(None, unit, words).id},
        "decided": values | {"request_id": _request(tasks["verified"], member, words, decided_by=officer).id},
        "answered": values | {"direction_id": _direction(None, unit, words, answered_by=member).id},
    }
    return named | {name: values | {"task_id": task.id} for name, task in tasks.items()}


def _register(rule: Duty, unit: Department, by: User, words: str) -> dict[str, int]:
    """Make a register with one document of a unit."""
    told = {"agency_id": unit.agency_id}
    stored = keep(f"Số;Ngày;Trích yếu\n1/A;01/10/2022;{words}".encode(), now=clock.now(), media_type="text/csv", **told)
    done = RegisterImport(file_id=stored.id, filename=f"{words}.csv", columns={}, rows=1, new_rows=1, changed_rows=0,
                          imported_at=clock.now(), imported_by_id=by.id, **told)  # fmt: skip
    db.session.add(done)
    db.session.flush()
    facts = {"number": "1/A", "signed_on": date(2022, 10, 1), "key": "1-a|20221001", "title": words}
    db.session.add(OutgoingDocument(import_id=done.id, department_id=unit.id, **facts, **told))
    db.session.flush()
    return {"import_id": done.id, "file_id": stored.id, "duty_id": rule.id}


def _task(plan: Any, unit: Department, words: str, **more: Any) -> Task:
    duty = make_duty(plan, unit, title=f"Đăng tin {words}", deficiency_id=more.pop("deficiency_id", None))
    return make_task(duty, unit, **more)


def _tasks(plan: Any, deficiency: Any, of: SimpleNamespace, words: str) -> Iterator[tuple[str, Task]]:
    def task(**more: Any) -> Task:
        return _task(plan, of.unit, words, deficiency_id=deficiency.id, **more)

    yield "task", task()
    yield "headed", task(person_id=of.head.id)
    yield "assigned", task(state=TaskState.ASSIGNED)
    yield "declined", task(state=TaskState.DECLINED, resumes_as=TaskState.IN_PROGRESS)
    yield "paused", task(state=TaskState.PAUSED, resumes_as=TaskState.IN_PROGRESS)
    yield "dropped", task(state=TaskState.DROPPED, decision=f"QĐ {words}")
    verified = {"verified_at": clock.now(), "verified_by_id": of.officer.id}
    for state, more in (("prepared", {}), ("submitted", {}), ("verified", verified)):
        found = task(state=TaskState(state), submitted_on=date(2022, 10, 11), **more)
        _submission(found, of.member)
        yield state, found


def _submission(task: Task, by: User) -> None:
    db.session.add(
        Submission(agency_id=task.agency_id, task_id=task.id, submitted_at=clock.now(), submitted_by_id=by.id)
    )


def _target(plan: Any, unit: Department, by: User, words: str) -> dict[str, int]:
    """Make a task with a number to reach, an item of it without a day, and a count that no item stands for."""
    duty = make_duty(plan, unit, title=f"Chỉ tiêu {words}", target_op=">=", target_value=50, target_unit="bài")
    task = make_task(duty, unit)
    proof = _evidence(task, by, words)
    told = {"added_at": clock.now(), "added_by_id": by.id}
    entry = CountedEntry(agency_id=task.agency_id, task_id=task.id, counted_on=date(2022, 10, 1), amount=1, **told)
    db.session.add(entry)
    db.session.flush()
    return {"task_id": task.id, "duty_id": duty.id, "evidence_id": proof.id, "entry_id": entry.id}


def _event(plan: Any, unit: Department, by: User, words: str) -> dict[str, int]:
    """Make an event of a unit with its obligation, and a line of a list."""
    duty = make_duty(plan, unit, title=f"Tổng hợp ý kiến {words}", anchor_days=5)
    told = {"by": by, "now": clock.now()}
    days = {"opened_on": None, "closes_on": date(2022, 10, 20), "today": clock.today()}
    event = open_event(duty, unit, title=f"Dự thảo {words}", **days, **told)
    add_lines(duty, group="", text=f"Dự án {words}", **told)
    item = db.session.scalars(db.select(ListedItem).where(ListedItem.duty_id == duty.id)).one()
    return {"duty_id": duty.id, "event_id": event.id, "item_id": item.id, "task_id": event.obligations[0].task_id}


def _supply(plan: Any, unit: Department, by: User, words: str) -> dict[str, int]:
    """Make a hand-over inside a unit: a document with its file, and one that is not made public."""
    duty = make_duty(plan, unit, title=f"Cung cấp {words}", kind=DutyKind.SUPPLY)
    task = make_task(duty, unit)
    receiver = make_task(make_duty(plan, unit, needs=duty, title=f"Đăng {words}"), unit)
    file = keep(f"Quyết định {words}".encode(), agency_id=plan.agency_id, now=clock.now())
    given = [
        Given(title=f"Quyết định {words}", file=file, filename=f"{words}.txt"),
        Given(title=f"Bản vẽ {words}", withheld_reason=words),
    ]
    handover = hand_over(task, receiver, given, version=task.version, by=by, now=clock.now())
    db.session.flush()
    shown, kept = handover.items
    ids = {"task_id": task.id, "supply_duty_id": duty.id, "to_task_id": receiver.id, "handover_id": handover.id}
    return {**ids, "supply_id": shown.id, "withheld_id": kept.id}


def _sample(rule: Duty, unit: Department, by: User, words: str) -> dict[str, int]:
    """Look at a standing rule once."""
    when = {"sampled_on": None, "now": clock.now(), "today": clock.today()}
    sample = add_sample(rule, unit, subject=f"Công văn {words}", kept=True, by=by, **when)
    db.session.flush()
    return {"duty_id": rule.id, "sample_id": sample.id}


def _ranking(deficiency: Any, by: User, words: str) -> dict[str, int]:
    """Make two years' results, and say which criterion the deficiency stands for."""
    make_notice(by, 2020, ("1.1", f"Tin, bài {words}", 10, 5))
    notice = make_notice(
        by, 2021, ("I.1", f"Tin, bài {words}", 10, 6), ("I.2", f"Góp ý {words}", 5, 5), criteria_set=words
    )
    match(notice.criteria[0], deficiency, by)
    return {"notice_id": notice.id, "criterion_id": notice.criteria[0].id}


def _ranking_import(by: User, words: str) -> int:
    """Begin to enter a result."""
    rows = [(1, ["Mã", "Tiêu chí", "Điểm tối đa", "Điểm đạt"]), (2, ["1.1", f"Tin, bài {words}", "10", "6"])]
    return start_import(by.agency, Brought([rows], words, filename=f"{words}.xlsx"), by=by, now=clock.now()).id


def _review(plan: Any, duty: Duty, by: User, words: str) -> dict[str, int]:
    """Make a review that is being held, with a line of its minutes and a duty that was given up in it."""
    told = {"held_on": clock.today(), "present": words, "report": words, "by": by, "now": clock.now()}
    review = open_review(plan, chair=words, recorder=words, **told)
    decided = {"decided_at": clock.now(), "decided_by_id": by.id, "way": WayOut.ACCEPT, "note": words}
    decision = ReviewDecision(agency_id=plan.agency_id, review_id=review.id, duty_id=duty.id, **decided)
    db.session.add(decision)
    db.session.flush()
    return {"review_id": review.id, "decision_id": decision.id, "duty_id": make_duty(plan, title=words).id}


def _sheet(plan: Any, by: User, words: str) -> int:
    """Make a sheet that was kept."""
    pdf = b"%PDF-1.4\n% " + words.encode()
    return freeze(plan, Paper(SheetKind.LEADERSHIP, words), pdf, as_of=clock.now(), by=by, now=clock.now()).id


def _evidence(task: Task, by: User, words: str) -> Evidence:
    proof = Evidence(
        agency_id=task.agency_id,
        task_id=task.id,
        kind=EvidenceKind.LINK,
        title=words,
        url="https://lamson.example/tin-1",
        url_key="lamson.example/tin-1",
        added_at=clock.now(),
        added_by_id=by.id,
    )
    db.session.add(proof)
    db.session.flush()
    look = {"checked_at": clock.now(), "status": 200, "url": proof.url, "snapshot": zlib.compress(words.encode())}
    db.session.add(EvidenceCheck(agency_id=task.agency_id, evidence_id=proof.id, **look))
    db.session.flush()
    return proof


def _request(task: Task, by: User, words: str, decided_by: User | None = None) -> ExtensionRequest:
    """A unit's wish for more time; one that was refused where somebody decided."""
    refused = {"state": ExtensionState.REFUSED, "decided_at": clock.now()}
    decided = {**refused, "decided_by_id": decided_by.id} if decided_by else {}
    request = ExtensionRequest(
        agency_id=task.agency_id,
        task_id=task.id,
        reason=ExtensionReason.TECHNICAL,
        words=words,
        due_on=date(2022, 10, 31),
        proposed_on=date(2022, 11, 30),
        asked_at=clock.now(),
        asked_by_id=by.id,
        **decided,
    )
    db.session.add(request)
    db.session.flush()
    return request


def _direction(task: Task | None, unit: Department, words: str, answered_by: User | None = None) -> Direction:
    """What the leadership said; an officer stands for it where the agency has nobody else."""
    people = db.select(User).where(User.agency_id == unit.agency_id)
    giver = db.session.scalars(people.order_by(User.role != Role.LEADERSHIP, User.id)).first()
    answer = {"answer": words, "answered_by_id": answered_by.id, "answered_at": clock.now()} if answered_by else {}
    direction = Direction(
        agency_id=unit.agency_id,
        task_id=task.id if task else None,
        department_id=unit.id,
        words=f"Báo cáo rõ {words}",
        answer_by=date(2022, 10, 20),
        given_at=clock.now(),
        given_by_id=giver.id,
        **answer,
    )
    db.session.add(direction)
    db.session.flush()
    return direction


def _comment(task: Task, by: User, words: str) -> Comment:
    comment = Comment(
        agency_id=task.agency_id, task_id=task.id, words=words, written_at=clock.now(), written_by_id=by.id
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def _message(to: User, words: str) -> Message:
    """A message that stands in a person's inbox, and whose mail was refused."""
    message = Message(
        agency_id=to.agency_id,
        kind=MessageKind.DIGEST,
        to_user_id=to.id,
        once_key=f"digest:{to.id}",
        created_at=clock.now(),
        due_at=clock.now(),
        next_try_at=clock.now(),
        state=MessageState.FAILED,
        error=f"550 {words}",
        smtp_message_id=f"<{to.id}@lamson.example>",
        subject=f"[Nhắc việc] {words}",
        text=words,
    )
    db.session.add(message)
    db.session.flush()
    return message


def _file(task: Task, by: User, words: str) -> Evidence:
    stored = keep(f"Báo cáo {words}".encode(), agency_id=task.agency_id, now=clock.now())
    proof = Evidence(
        agency_id=task.agency_id,
        task_id=task.id,
        kind=EvidenceKind.FILE,
        file_id=stored.id,
        filename=f"{words}.txt",
        added_at=clock.now(),
        added_by_id=by.id,
    )
    db.session.add(proof)
    db.session.flush()
    return proof


def _reading(by: User, words: str) -> Reading:
    """Keep a reading as the upload page does."""
    text = PLAN.format(words=words)
    extracted = read_text(text)
    proposal = as_json(parse_plan(extracted))
    reading = keep_reading(proposal, text=extracted.text, original=text.encode(), by=by, now=clock.now())
    db.session.flush()
    return reading


def rules_of(app: Flask) -> list[Rule]:
    """Return every address of the program in a fixed order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """Return the address of a rule with these values; a value that is missing is a 1."""
    filled = {name: values.get(name, 1) for name in rule.arguments}
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, filled)
    return built
