"""The tracking table: which plans there are, how the rows divide, and the rows themselves."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, func, literal, or_, select

from tracker.models import Deficiency, Department, Duty, Evidence, FrozenSheet, Plan, Task, User
from tracker.overview.filter_rules import ALL, COUNTED, LARGEST, PAGE, Choice
from tracker.overview.points_queries import rows_of_points
from tracker.overview.queries import (
    COOP_ORDER,
    IN_PLAN_ORDER,
    IS_LATE,
    IS_NEAR,
    STANDS_AS,
    WAITS_FOR_LEADERSHIP,
    WAITS_FOR_OFFICE,
    TaskRow,
    ask,
    label_of,
    page_of,
    rows_from,
    tasks_of,
)
from tracker.permissions import AnyReader, visible_to
from tracker.prepared import prepared
from tracker.targets.queries import REACHED
from tracker.tasks.queries import OPEN
from tracker.tasks.statistics import By, cell_of
from tracker.text import fold, sort_key
from tracker.vocabulary import Cell, DepartmentKind, DutyKind, PlanState, Role, SheetKind, TaskState

# How urgent a state is, when rows are sorted by it.
URGENCY = ("late", "soon", "declined", "back", "wait", "prepared", "assigned", "held", "going", "none", "paused")


class PlanLine(NamedTuple):
    """A plan to choose; how much stands in it is counted for the one in sight alone."""

    id: int
    year: int
    title: str
    state: PlanState
    scoring_closes_on: date | None
    ends_on: date
    self_scoring_due_on: date | None
    duties: int | None
    standing: int | None
    tasks: int | None
    # How often its dossier was kept as it was sent.
    dossiers: int | None


class Facet(NamedTuple):
    """How many tasks are alike in all that can be filtered."""

    unit: int
    unit_name: str
    unit_kind: DepartmentKind
    unit_position: int
    kind: DutyKind
    part: str
    cell: str | None
    stands: str
    near: int
    tasks: int


@dataclass(frozen=True)
class Table:
    """All that the page of the table shows."""

    choice: Choice
    plan: PlanLine | None
    plans: list[PlanLine]
    facets: list[Facet]
    rows: list[TaskRow]
    found: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))

    def by(self, name: str) -> Counter[Any]:
        """Count the plan's tasks by one of the facets' fields, whatever else is filtered."""
        counts: Counter[Any] = Counter()
        for facet in self.facets:
            counts[getattr(facet, name)] += facet.tasks
        return counts

    def group(self, name: str) -> int:
        """Count the plan's tasks of a group of states."""
        return sum(facet.tasks for facet in self.facets if _in_state(facet, name))

    @cached_property
    def units(self) -> list[tuple[int, str, int]]:
        """Return (id, name, tasks) of the units that have rows here, in the units' order."""
        named = {facet.unit: facet for facet in self.facets}
        order = sorted(named.values(), key=lambda facet: (facet.unit_position, sort_key(facet.unit_name)))
        counts = self.by("unit")
        return [(facet.unit, facet.unit_name, counts[facet.unit]) for facet in order]

    @cached_property
    def cells(self) -> dict[str, int]:
        """Count the rows in sight by cell; "" is what stands beside the cells."""
        counts = dict.fromkeys([*map(str, Cell), ""], 0)
        any_cell = replace(self.choice, cell="")
        for facet in self.facets:
            if _fits(facet, any_cell):
                counts[facet.cell or ""] += facet.tasks
        return counts


def plans_of(user: User, today: date, wanted: int | None) -> tuple[list[PlanLine], PlanLine | None]:
    """Return the plans a person may see, the newest one in force first, and the one to show.

    That is the one that is asked for, else the first.
    """
    known = wanted if wanted is not None and abs(wanted) <= LARGEST else None
    plans = [PlanLine(*row) for row in ask(_plans(user.role), user, today, wanted=known)]
    return plans, next((plan for plan in plans if plan.duties is not None), None)


@prepared
def _plans(role: Role) -> Select[Any]:
    seen = visible_to(AnyReader(role), Plan)
    order = (case((Plan.state == PlanState.ACTIVE, 0), else_=1), Plan.year.desc(), Plan.id.desc())
    wanted_first = case((Plan.id == bindparam("wanted", type_=Integer), 0), else_=1)
    shown = select(Plan.id).where(seen).order_by(wanted_first, *order).limit(1).correlate(None).scalar_subquery()
    mine = (Duty.agency_id == Plan.agency_id, Duty.plan_id == Plan.id)
    duties = select(func.count()).where(*mine, Duty.kind != DutyKind.STANDING).correlate(Plan).scalar_subquery()
    standing = select(func.count()).where(*mine, Duty.kind == DutyKind.STANDING).correlate(Plan).scalar_subquery()
    tasks = select(func.count(Task.id)).where(Task.plan_id == Plan.id).correlate(Plan).scalar_subquery()
    kept = (FrozenSheet.agency_id == Plan.agency_id, FrozenSheet.plan_id == Plan.id)
    sent = (*kept, FrozenSheet.kind == SheetKind.DOSSIER)
    dossiers = select(func.count(FrozenSheet.id)).where(*sent).correlate(Plan).scalar_subquery()
    # Only the plan in sight is counted: an agency keeps its plans for decades.
    counts = (case((Plan.id == shown, count)) for count in (duties, standing, tasks, dossiers))
    line = (Plan.id, Plan.year, Plan.title, Plan.state, Plan.scoring_closes_on, Plan.ends_on)
    line += (Plan.self_scoring_due_on,)
    return select(*line, *counts).where(seen).order_by(*order).limit(200)


def table_of(user: User, choice: Choice, today: date, *, whole: bool = False) -> Table:
    """Gather the table for a choice; whole gives every row on one page, for paper and the sheet."""
    plans, plan = plans_of(user, today, choice.plan if isinstance(choice.plan, int) else None)
    if choice.plan == ALL:
        plan = None
    elif plan is None or plan.id != choice.plan:
        choice = replace(choice, unread=choice.unread or choice.plan is not None, plan=plan.id if plan else None)
    choice, ids = rows_of_points(user, choice, today)
    facets = _facets(user, choice, today, ids)
    found = sum(facet.tasks for facet in facets if _fits(facet, choice))
    choice = replace(choice, page=1 if whole else min(choice.page, max(1, -(-found // PAGE))))
    return Table(choice, plan, plans, facets, _rows(user, choice, today, ids, whole=whole), found)


# The filters that an address may set, each with a name for its value.
_FILTERS: dict[str, ColumnElement[bool]] = {
    "plan": Task.plan_id == bindparam("plan", type_=Integer),
    "unit": Task.department_id == bindparam("unit", type_=Integer),
    "kind": Duty.kind == bindparam("kind"),
    "part": Duty.part == bindparam("part"),
    "duty": Task.duty_id == bindparam("duty", type_=Integer),
}
# Those that the facets are counted within; the others are told apart by the facets themselves.
_WITHIN = ("plan", "duty")
_GROUPS: dict[str, ColumnElement[bool]] = {
    "open": Task.state.in_(OPEN),
    "near": IS_NEAR,
    "late": IS_LATE,
    "verify": WAITS_FOR_OFFICE,
    "leadership": WAITS_FOR_LEADERSHIP,
    "verified": Task.state == TaskState.VERIFIED,
}


def _values(choice: Choice) -> dict[str, Any]:
    """Return the values of the filters that are set."""
    return {name: value for name in _FILTERS if (value := getattr(choice, name)) and value != ALL}


def _by(choice: Choice) -> By:
    return "original" if choice.by == "original" else "current"


def cell_is(name: str, by: By) -> ColumnElement[bool]:
    """Return the condition of a filter of the statistics' cell."""
    return cell_of(by).is_not(None) if name == COUNTED else cell_of(by) == literal(name, String)


def state_is(name: str) -> ColumnElement[bool]:
    """Return the condition of a filter of the state."""
    return _GROUPS[name] if name in _GROUPS else literal(name, String) == STANDS_AS


def _has_words(q: str) -> ColumnElement[bool]:
    """Return the condition: the words stand in the duty, or name a document that proves it."""
    number = (
        select(Evidence.id)
        .where(Evidence.agency_id == Task.agency_id, Evidence.task_id == Task.id)
        .where(Evidence.withdrawn_at.is_(None), Evidence.document_number.icontains(q, autoescape=True))
        .correlate(Task)
        .exists()
    )
    return or_(Duty.search_text.contains(fold(q), autoescape=True), Duty.number == q.upper(), number)


def _searched(choice: Choice, ids: set[int] | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that differ each time, so that a statement with them is not kept."""
    words = (_has_words(choice.q),) if choice.q else ()
    return words if ids is None else (*words, Task.id.in_(sorted(ids)))


def _facets(user: User, choice: Choice, today: date, ids: set[int] | None) -> list[Facet]:
    within = {name: value for name, value in _values(choice).items() if name in _WITHIN}
    searched = _searched(choice, ids)
    if searched:
        query = _counted_facets(user.role, _by(choice), *(_FILTERS[name] for name in within), *searched)
    else:
        query = _facets_of(user.role, _by(choice), tuple(within))
    return [Facet(*row) for row in ask(query, user, today, **within)]


@prepared
def _facets_of(role: Role, by: By, filters: tuple[str, ...]) -> Select[Any]:
    return _counted_facets(role, by, *(_FILTERS[name] for name in filters))


def _counted_facets(role: Role, by: By, *where: ColumnElement[bool]) -> Select[Any]:
    # What is computed stands below the grouping: PostgreSQL does not know two equal expressions as one.
    each = tasks_of(
        AnyReader(role),
        Task.department_id.label("unit"),
        Duty.kind,
        Duty.part,
        cell_of(by).label("cell"),
        STANDS_AS.label("stands"),
        case((IS_NEAR, 1), else_=literal(0, Integer)).label("near"),
    ).where(*where)
    rows = each.subquery()
    counted = select(*rows.c, func.count().label("tasks")).group_by(*rows.c).subquery()
    unit = (label_of(Department), Department.kind, Department.position)
    return select(counted.c.unit, *unit, *list(counted.c)[1:]).join(Department, Department.id == counted.c.unit)


def _fits(facet: Facet, choice: Choice) -> bool:
    """Say whether the tasks of a facet are among the rows; the same as _where() says to the database."""
    return (
        choice.unit in (None, facet.unit)
        and choice.kind in ("", facet.kind)
        and choice.part in ("", facet.part)
        and (choice.cell in ("", facet.cell) or (choice.cell == COUNTED and facet.cell is not None))
        and (not choice.state or _in_state(facet, choice.state))
    )


def _in_state(facet: Facet, name: str) -> bool:
    if name == "open":
        return facet.stands not in ("done", "done_late", "dropped", "carried")
    if name == "near":
        return bool(facet.near)
    if name == "verified":
        return facet.stands in ("done", "done_late")
    if name in ("verify", "leadership"):
        return facet.stands == "wait" and (facet.unit_kind is DepartmentKind.OFFICE) == (name == "leadership")
    return facet.stands == name


def _rows(user: User, choice: Choice, today: date, ids: set[int] | None, *, whole: bool) -> list[TaskRow]:
    values, limit = _values(choice), None if whole else PAGE
    searched = _searched(choice, ids)
    where = _conditions(tuple(values), choice.state, choice.cell, _by(choice)) + searched
    if choice.sort == "title":
        return _by_title(user, choice, where, values, today, limit)
    offset = 0 if whole else PAGE * (choice.page - 1)
    if searched or offset:
        query = page_of(user.role, *where, order=_order(choice.sort, choice.down), limit=limit, offset=offset)
    else:
        shape = (tuple(values), choice.state, choice.cell, _by(choice))
        query = _first_page(user.role, shape, choice.sort, choice.down, limit)
    return rows_from(query, user, today, **values)


def ids_matching(user: User, choice: Choice, today: date) -> list[int]:
    """Return the ids of all rows that match a choice, in the plan's order."""
    values = _values(choice)
    choice, ids = rows_of_points(user, choice, today)
    where = _conditions(tuple(values), choice.state, choice.cell, _by(choice)) + _searched(choice, ids)
    query = tasks_of(AnyReader(user.role), Task.id).where(*where).order_by(*IN_PLAN_ORDER)
    return list(ask(query, user, today, **values).scalars())


@prepared
def _first_page(
    role: Role, shape: tuple[tuple[str, ...], str, str, By], sort: str, down: bool, limit: int | None
) -> Select[Any]:
    return page_of(role, *_conditions(*shape), order=_order(sort, down), limit=limit)


def _conditions(filters: tuple[str, ...], state: str, cell: str, by: By) -> tuple[ColumnElement[bool], ...]:
    named = [_FILTERS[name] for name in filters]
    return (*named, *([state_is(state)] if state else []), *([cell_is(cell, by)] if cell else []))


def _by_title(
    user: User, choice: Choice, where: tuple[Any, ...], values: dict[str, Any], today: date, limit: int | None
) -> list[TaskRow]:
    """Return a page in the order of the Vietnamese alphabet, which is not the database's: it is sorted here."""
    titles = ask(tasks_of(user, Task.id, Duty.title).where(*where), user, today, **values)
    named = sorted(((sort_key(title), task) for task, title in titles), reverse=choice.down)
    start = 0 if limit is None else limit * (choice.page - 1)
    ids = [task for _, task in named][start : start + limit if limit else None]
    chosen = where if limit is None else (Task.id.in_(ids),)
    rows = rows_from(page_of(user.role, *chosen, order=IN_PLAN_ORDER), user, today, **values)
    place = {task: at for at, task in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.id])


_KEYS: dict[str, tuple[Any, ...]] = {
    "number": (),
    "deficiency": (Deficiency.position,),
    "unit": (Department.sort_key,),
    "coop": (COOP_ORDER,),
    "due": (Task.due_on,),
    "result": (REACHED,),
    # How long ago the last word on an open task was; what is ended has none to come.
    "word": (case((Task.state.in_(OPEN), Task.updated_at)),),
    "state": (case({name: at for at, name in enumerate(URGENCY)}, value=STANDS_AS, else_=99),),
}


@cache
def _order(sort: str, down: bool) -> tuple[Any, ...]:
    chosen = _KEYS[sort]
    if not chosen:
        return tuple(part.desc() for part in reversed_plan_order()) if down else IN_PLAN_ORDER
    empty_last = (case((key.is_(None), 1), else_=0) for key in chosen)
    return (*empty_last, *(key.desc() if down else key for key in chosen), *IN_PLAN_ORDER)


def reversed_plan_order() -> list[Any]:
    """Return what the plan's order goes by, without the years: a plan read from its end."""
    return [Duty.position, Department.position, Task.period, Task.id]
