"""All tables in story order: columns, relationships, constraints; no queries, no rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask_login import UserMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship, validates

from tracker.errors import Stale
from tracker.text import fold, msgid, sort_key
from tracker.vocabulary import (
    Chance,
    Channel,
    DeadlineType,
    DepartmentKind,
    DueBasis,
    DutyKind,
    EvidenceKind,
    ExtensionReason,
    ExtensionState,
    HandoverState,
    Labelled,
    LinkAnswer,
    MatchState,
    MessageKind,
    MessageState,
    PartyRole,
    PlanPart,
    PlanState,
    RankingStage,
    ReadingState,
    Role,
    Rung,
    SheetKind,
    SubmissionOutcome,
    TaskState,
    WayOut,
)

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, stored without zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[Labelled]):
    """A member of a vocabulary, stored as its code (a short string)."""

    impl = String(20)
    cache_ok = True

    def __init__(self, vocabulary: type[Labelled]):
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else str(self.vocabulary(value).value)

    def process_result_value(self, value: str | None, dialect: Any) -> Labelled | None:
        return None if value is None else self.vocabulary(value)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON,
        list[Any]: JSON,
        Role: Code(Role),
        DepartmentKind: Code(DepartmentKind),
        PlanState: Code(PlanState),
        ReadingState: Code(ReadingState),
        DutyKind: Code(DutyKind),
        PlanPart: Code(PlanPart),
        PartyRole: Code(PartyRole),
        DeadlineType: Code(DeadlineType),
        DueBasis: Code(DueBasis),
        TaskState: Code(TaskState),
        EvidenceKind: Code(EvidenceKind),
        HandoverState: Code(HandoverState),
        ExtensionReason: Code(ExtensionReason),
        ExtensionState: Code(ExtensionState),
        LinkAnswer: Code(LinkAnswer),
        SubmissionOutcome: Code(SubmissionOutcome),
        MessageKind: Code(MessageKind),
        MessageState: Code(MessageState),
        Channel: Code(Channel),
        Rung: Code(Rung),
        RankingStage: Code(RankingStage),
        MatchState: Code(MatchState),
        Chance: Code(Chance),
        WayOut: Code(WayOut),
        SheetKind: Code(SheetKind),
    }


class Versioned:
    """Refuses to act on a thing that changed after its page was read."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # The UPDATE itself names the version it was read with: of two at once, one loses visibly.
        return {"version_id_col": cls.version, "version_id_generator": False}

    def touch(self, version: int | None) -> None:
        """Count the act; a version that is not the current one raises Stale."""
        if version != self.version:
            raise Stale(msgid("Nội dung này vừa được người khác thay đổi. Xem lại rồi gửi lại."))
        self.version += 1


def owned(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A link inside one agency: the database refuses one across agencies."""
    return ForeignKeyConstraint(["agency_id", column], [f"{table}.agency_id", f"{table}.id"], **options)


def same_agency() -> UniqueConstraint:
    """What owned() links point at."""
    return UniqueConstraint("agency_id", "id")


def only_where(rows: str) -> dict[str, Any]:
    """Let an index hold these rows only."""
    return {"sqlite_where": text(rows), "postgresql_where": text(rows)}


# ---------------------------------------------------------------------------
# Agencies and their people
# ---------------------------------------------------------------------------
class Agency(Versioned, Base):
    """An office that has plans: a Sở, with its departments and people."""

    __tablename__ = "agencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    short_name: Mapped[str] = mapped_column(String(40), default="")
    parent_name: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    head_approves_first: Mapped[bool] = mapped_column(default=False)
    leadership_issues_plan: Mapped[bool] = mapped_column(default=False)
    due_soon_days: Mapped[int] = mapped_column(default=7)
    created_at: Mapped[datetime]
    # How it reminds. Days before the due date are positive, days after it negative; then weekly if wished.
    reminder_days: Mapped[str] = mapped_column(String(80), server_default="15,7,3,1,0,-1,-3,-7")
    remind_weekly: Mapped[bool] = mapped_column(server_default=true())
    digest_hour: Mapped[str] = mapped_column(String(5), server_default="08:00")
    # Days of silence, of an assignment nobody accepts, of a result nobody verifies, of a wish nobody decides.
    silence_days: Mapped[int] = mapped_column(server_default="30")
    acceptance_days: Mapped[int] = mapped_column(server_default="3")
    verify_days: Mapped[int] = mapped_column(server_default="3")
    decide_days: Mapped[int] = mapped_column(server_default="3")
    # Working days between two rungs of the ladder, and the most mails of one run.
    grace_days: Mapped[int] = mapped_column(server_default="2")
    reminders_cap: Mapped[int] = mapped_column(server_default="200")
    # None holds back every reminder until an officer has seen how many there would be.
    reminders_on_from: Mapped[date | None]
    # Every milestone up to this day is planned; what lies after it, or changed since, is looked at next.
    reminded_until: Mapped[date | None]
    mail_from_name: Mapped[str] = mapped_column(String(120), server_default="")
    # Working days that a receiving unit has from the day it has everything; None leaves its deadline as it is.
    receiver_days: Mapped[int | None]
    # Who decides on more time, how often for one task, and how many working days before the due date it is asked.
    office_extends: Mapped[bool] = mapped_column(server_default=false())
    extension_limit: Mapped[int] = mapped_column(server_default="2")
    extension_notice_days: Mapped[int] = mapped_column(server_default="5")
    # The hosts of its own portals, one a line.
    portal_hosts: Mapped[str] = mapped_column(Text, server_default="")
    # Which column of the clerks' register holds what, as it was last confirmed.
    register_columns: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    # Columns of ranking sheets as they were last confirmed; and whether the leadership's sheet is mailed by itself.
    ranking_columns: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sheets_by_mail: Mapped[bool] = mapped_column(server_default=true())

    __table_args__ = (
        CheckConstraint("receiver_days BETWEEN 1 AND 90", name="receiver_days"),
        CheckConstraint("extension_limit BETWEEN 0 AND 20", name="extension_limit"),
        CheckConstraint("extension_notice_days BETWEEN 0 AND 60", name="extension_notice_days"),
        CheckConstraint("due_soon_days BETWEEN 0 AND 60", name="due_soon_days"),
        CheckConstraint("digest_hour BETWEEN '00:00' AND '23:59' AND length(digest_hour) = 5", name="digest_hour"),
        CheckConstraint("silence_days BETWEEN 1 AND 365", name="silence_days"),
        CheckConstraint("acceptance_days BETWEEN 1 AND 60", name="acceptance_days"),
        CheckConstraint("verify_days BETWEEN 1 AND 60", name="verify_days"),
        CheckConstraint("decide_days BETWEEN 1 AND 60", name="decide_days"),
        CheckConstraint("grace_days BETWEEN 0 AND 30", name="grace_days"),
        CheckConstraint("reminders_cap BETWEEN 1 AND 100000", name="reminders_cap"),
    )


class Department(Versioned, Base):
    """A unit of the agency, valid between two days; a successor takes its open tasks."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[DepartmentKind] = mapped_column(default=DepartmentKind.DIVISION)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None]
    leader_id: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str] = mapped_column(String(300), default="")
    sort_key: Mapped[str] = mapped_column(String(500), default="")

    aliases: Mapped[list[DepartmentAlias]] = relationship(
        back_populates="department",
        cascade="all, delete-orphan",
        order_by="DepartmentAlias.id",
        foreign_keys="[DepartmentAlias.agency_id, DepartmentAlias.department_id]",
        overlaps="aliases,group",
    )
    successor: Mapped[Department | None] = relationship(
        remote_side="[Department.agency_id, Department.id]",
        foreign_keys="[Department.agency_id, Department.successor_id]",
        viewonly=True,
    )
    leader: Mapped[User | None] = relationship(
        foreign_keys="[Department.agency_id, Department.leader_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        UniqueConstraint("agency_id", "name"),
        owned("successor_id", "departments"),
        owned("leader_id", "users", use_alter=True, name="fk_departments_leader"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="valid_days"),
        CheckConstraint("successor_id IS NULL OR successor_id <> id", name="not_its_own_successor"),
    )

    @validates("name")
    def _keep_search(self, key: str, name: str) -> str:
        self.search_text, self.sort_key = fold(name), sort_key(name)
        return name

    @property
    def label(self) -> str:
        """The name that fits a narrow column."""
        return self.short_name or self.name


class DepartmentGroup(Versioned, Base):
    """Several departments under one name, such as "các phòng, đơn vị thuộc Sở"."""

    __tablename__ = "department_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(500), default="")

    aliases: Mapped[list[DepartmentAlias]] = relationship(
        back_populates="group",
        cascade="all, delete-orphan",
        order_by="DepartmentAlias.id",
        foreign_keys="[DepartmentAlias.agency_id, DepartmentAlias.group_id]",
        overlaps="aliases,department",
    )
    members: Mapped[list[GroupMember]] = relationship(back_populates="group", cascade="all, delete-orphan")

    __table_args__ = (same_agency(), UniqueConstraint("agency_id", "name"))

    @validates("name")
    def _keep_sort_key(self, key: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class GroupMember(Base):
    """A department's membership of a group, between two days."""

    __tablename__ = "group_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    group_id: Mapped[int]
    department_id: Mapped[int]
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]

    group: Mapped[DepartmentGroup] = relationship(back_populates="members", overlaps="department")
    department: Mapped[Department] = relationship(overlaps="group,members")

    __table_args__ = (
        UniqueConstraint("agency_id", "group_id", "department_id"),
        owned("group_id", "department_groups", ondelete="CASCADE"),
        owned("department_id", "departments"),
    )


class DepartmentAlias(Base):
    """Another name by which plans call a department or a group; unique in the agency."""

    __tablename__ = "department_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(300))
    department_id: Mapped[int | None]
    group_id: Mapped[int | None]

    department: Mapped[Department | None] = relationship(
        back_populates="aliases",
        foreign_keys="[DepartmentAlias.agency_id, DepartmentAlias.department_id]",
        overlaps="aliases,group",
    )
    group: Mapped[DepartmentGroup | None] = relationship(
        back_populates="aliases",
        foreign_keys="[DepartmentAlias.agency_id, DepartmentAlias.group_id]",
        overlaps="aliases,department",
    )

    __table_args__ = (
        UniqueConstraint("agency_id", "folded"),
        owned("department_id", "departments", ondelete="CASCADE"),
        owned("group_id", "department_groups", ondelete="CASCADE"),
        CheckConstraint("(department_id IS NULL) <> (group_id IS NULL)", name="one_owner"),
    )

    @validates("name")
    def _keep_folded(self, key: str, name: str) -> str:
        self.folded = fold(name)
        return name


class User(Versioned, UserMixin, Base):
    """A person with an account. Only what is needed: name, post, unit, work e-mail."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    login: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role]
    department_id: Mapped[int | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(5))
    disabled_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(String(300), default="")
    sort_key: Mapped[str] = mapped_column(String(500), default="")
    # Of the private address of the calendar; None until the person asks for one.
    feed_token_hash: Mapped[str | None] = mapped_column(String(64))

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    department: Mapped[Department | None] = relationship(
        foreign_keys="[User.agency_id, User.department_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("department_id", "departments"),
        Index("ix_users_department", "agency_id", "department_id"),
        Index("ix_users_feed_token", "feed_token_hash", unique=True),
        CheckConstraint(
            "role IN ('administrator', 'leadership') OR department_id IS NOT NULL", name="department_if_it_has_one"
        ),
    )

    @validates("full_name")
    def _keep_search(self, key: str, name: str) -> str:
        self.search_text = fold(name)
        given = name.split()[-1:] + name.split()[:-1]  # Vietnamese names sort by the given name, which stands last.
        self.sort_key = sort_key(" ".join(given))
        return name

    @property
    def is_active(self) -> bool:  # Flask-Login asks it.
        return self.disabled_at is None

    def get_id(self) -> str:
        """The sign-in's token, not the person's id: ending the row ends the session."""
        return self.__dict__.get("sign_in_token", "")


class SignIn(Base):
    """One session of one person on one device; deleting the row ends it at once."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agency_id: Mapped[int]
    user_id: Mapped[int]
    keep: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()

    __table_args__ = (
        owned("user_id", "users", ondelete="CASCADE"),
        Index("ix_sign_ins_user", "agency_id", "user_id"),
    )


class LoginAttempt(Base):
    """A failed sign-in; enough of them lock the account or the address for a while."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("scope IN ('account', 'address')", name="scope"),
        Index("ix_login_attempts_key", "scope", "key", "at"),
    )


class PasswordLink(Base):
    """A one-time link from the administrator with which a person sets a password."""

    __tablename__ = "password_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    user_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by_id: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys="[PasswordLink.agency_id, PasswordLink.user_id]")

    __table_args__ = (
        owned("user_id", "users", ondelete="CASCADE", name="fk_password_links_user"),
        owned("created_by_id", "users", name="fk_password_links_created_by"),
    )


class AccessEntry(Base):
    """The access log: sign-ins and refusals. Deletable, unlike the audit."""

    __tablename__ = "access_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[str] = mapped_column(String(200), default="")


# ---------------------------------------------------------------------------
# The audit: one chain of entries for each agency
# ---------------------------------------------------------------------------
class AuditHead(Base):
    """The last entry's number and hash: a chain cut at its end is found too."""

    __tablename__ = "audit_heads"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")


class AuditEntry(Base):
    """One act: who, when, what, why, before and after. Never changed or deleted."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    plan_id: Mapped[int | None]
    task_id: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("agency_id", "seq"),
        Index("ix_audit_entries_task", "agency_id", "task_id", "seq"),
        Index("ix_audit_entries_object", "agency_id", "object_type", "object_id"),
    )


class JobLease(Base):
    """Who runs a scheduled job: two schedulers do the work once."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80), default="")
    until: Mapped[datetime | None]
    last_started_at: Mapped[datetime | None]
    last_finished_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    # What the last run did in a few words and numbers, and when the next one is due.
    last_result: Mapped[str] = mapped_column(String(300), server_default="")
    next_run_at: Mapped[datetime | None]


# ---------------------------------------------------------------------------
# Files and plans
# ---------------------------------------------------------------------------
class StoredFile(Base):
    """The bytes of an upload, once per agency, in the data folder under their SHA-256."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime]

    __table_args__ = (same_agency(), UniqueConstraint("agency_id", "sha256"))


class Plan(Versioned, Base):
    """A remediation plan: its document's head, four dates, and what follows from it."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    year: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[PlanState] = mapped_column(default=PlanState.ACTIVE)
    # The document's head; number and day may be blank and then stay empty.
    document_type: Mapped[str] = mapped_column(String(10), default="KH")
    number: Mapped[str | None] = mapped_column(String(20))
    symbol: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    issue_month: Mapped[str | None] = mapped_column(String(7))
    place: Mapped[str] = mapped_column(String(100), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    signer: Mapped[str] = mapped_column(String(120), default="")
    signer_role: Mapped[str] = mapped_column(String(200), default="")
    drafting_unit: Mapped[str] = mapped_column(String(200), default="")
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    bases: Mapped[list[Any]] = mapped_column(default=list)
    # The four dates: its end, the cut-off of the scoring, the self-scoring, the report.
    ends_on: Mapped[date]
    ends_on_basis: Mapped[DueBasis] = mapped_column(default=DueBasis.INFERRED)
    scoring_closes_on: Mapped[date | None]
    self_scoring_due_on: Mapped[date | None]
    report_due_on: Mapped[date | None]
    coordinator_id: Mapped[int | None]
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None]
    created_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(Text, default="")

    deficiencies: Mapped[list[Deficiency]] = relationship(back_populates="plan", order_by="Deficiency.position")
    duties: Mapped[list[Duty]] = relationship(back_populates="plan", order_by="Duty.position", overlaps="deficiencies")
    coordinator: Mapped[Department | None] = relationship(
        foreign_keys="[Plan.agency_id, Plan.coordinator_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("coordinator_id", "departments"),
        owned("issued_by_id", "users", name="fk_plans_issued_by"),
        Index("ix_plans_agency_year", "agency_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )

    @validates("title")
    def _keep_search(self, key: str, title: str) -> str:
        self.search_text = fold(title)
        return title


class Reading(Versioned, Base):
    """A document that was read and waits for a person: proposals, no tasks yet."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    state: Mapped[ReadingState] = mapped_column(default=ReadingState.OPEN)
    file_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    proposal: Mapped[dict[str, Any]]
    draft: Mapped[dict[str, Any]]
    plan_id: Mapped[int | None]
    # The plan that this document or sheet changes; empty for the document of a new plan.
    amends_plan_id: Mapped[int | None]
    created_by_id: Mapped[int]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    # While it is being read: until when somebody is at it, and how often it was begun.
    read_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")

    created_by: Mapped[User] = relationship(foreign_keys="[Reading.agency_id, Reading.created_by_id]", viewonly=True)
    plan: Mapped[Plan | None] = relationship(foreign_keys="[Reading.agency_id, Reading.plan_id]", viewonly=True)
    amends_plan: Mapped[Plan | None] = relationship(
        foreign_keys="[Reading.agency_id, Reading.amends_plan_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("file_id", "stored_files"),
        owned("plan_id", "plans"),
        owned("amends_plan_id", "plans", name="fk_readings_amends_plan"),
        owned("created_by_id", "users", name="fk_readings_created_by"),
        Index("ix_readings_state", "agency_id", "state"),
        Index("ix_readings_amends", "agency_id", "amends_plan_id"),
        CheckConstraint("(state = 'confirmed') = (plan_id IS NOT NULL)", name="plan_if_confirmed"),
    )


class Deficiency(Base):
    """What cost points (tồn tại, hạn chế), as the plan says it."""

    __tablename__ = "deficiencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    points_lost: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    source_start: Mapped[int | None]
    source_end: Mapped[int | None]
    from_document: Mapped[bool] = mapped_column(default=True)

    plan: Mapped[Plan] = relationship(back_populates="deficiencies")
    duties: Mapped[list[Duty]] = relationship(
        back_populates="deficiency", order_by="Duty.position", overlaps="duties,plan"
    )

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans"),
        UniqueConstraint("agency_id", "plan_id", "code"),
    )


class Duty(Base):
    """A line of the plan (nhiệm vụ, giải pháp) as written; it has tasks, but no state."""

    __tablename__ = "duties"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    deficiency_id: Mapped[int | None]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    part: Mapped[PlanPart] = mapped_column(default=PlanPart.REMEDY)
    kind: Mapped[DutyKind] = mapped_column(default=DutyKind.OTHER)
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text, default="")
    leads_as_named: Mapped[list[Any]] = mapped_column(default=list)
    coops_as_named: Mapped[list[Any]] = mapped_column(default=list)
    deadline_raw: Mapped[str] = mapped_column(Text, default="")
    deadline_type: Mapped[DeadlineType] = mapped_column(default=DeadlineType.NONE)
    due_on: Mapped[date | None]
    due_basis: Mapped[DueBasis | None]
    recurrence: Mapped[str] = mapped_column(String(30), default="")
    target_raw: Mapped[str] = mapped_column(Text, default="")
    target_op: Mapped[str] = mapped_column(String(4), default="")
    target_value: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    target_unit: Mapped[str] = mapped_column(String(60), default="")
    target_period: Mapped[str] = mapped_column(String(60), default="")
    source_start: Mapped[int | None]
    source_end: Mapped[int | None]
    from_document: Mapped[bool] = mapped_column(default=True)
    judged: Mapped[list[Any]] = mapped_column(server_default="[]")
    # Of a duty by event: how many days after its anchor it is due, and whether they are working days.
    anchor_days: Mapped[int | None]
    anchor_in_working_days: Mapped[bool] = mapped_column(server_default=true())
    # Of a supply: the words by which the register's documents are known to belong to it, one a line.
    register_words: Mapped[str] = mapped_column(Text, server_default="")
    # Its part of the points of its criterion, beside the other duties of it; empty means 1.
    score_weight: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    search_text: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship(back_populates="duties", overlaps="deficiencies,duties")
    deficiency: Mapped[Deficiency | None] = relationship(
        back_populates="duties", foreign_keys="[Duty.agency_id, Duty.deficiency_id]", overlaps="duties,plan"
    )
    parties: Mapped[list[DutyParty]] = relationship(
        back_populates="duty", cascade="all, delete-orphan", order_by="DutyParty.id"
    )
    tasks: Mapped[list[Task]] = relationship(back_populates="duty", order_by="Task.id")

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans"),
        owned("deficiency_id", "deficiencies"),
        UniqueConstraint("agency_id", "plan_id", "code"),
        CheckConstraint("(due_on IS NULL) = (due_basis IS NULL)", name="basis_if_due"),
        CheckConstraint("target_value IS NULL OR target_value > 0", name="target_value"),
        CheckConstraint("anchor_days BETWEEN 0 AND 365", name="anchor_days"),
        CheckConstraint("score_weight >= 0", name="score_weight"),
    )

    @validates("title", "text")
    def _keep_search(self, key: str, words: str) -> str:
        other = (self.text if key == "title" else self.title) or ""
        self.search_text = fold(f"{words} {other}")
        return words

    @property
    def is_standing(self) -> bool:
        """A standing rule has no result of its own and stands beside the statistics."""
        return self.kind is DutyKind.STANDING


class DutyParty(Base):
    """Who leads a duty or cooperates in it: a department, or a group of them."""

    __tablename__ = "duty_parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    duty_id: Mapped[int]
    role: Mapped[PartyRole]
    department_id: Mapped[int | None]
    group_id: Mapped[int | None]

    duty: Mapped[Duty] = relationship(back_populates="parties", overlaps="department,group")
    department: Mapped[Department | None] = relationship(
        foreign_keys="[DutyParty.agency_id, DutyParty.department_id]", overlaps="duty,parties,group"
    )
    group: Mapped[DepartmentGroup | None] = relationship(
        foreign_keys="[DutyParty.agency_id, DutyParty.group_id]", overlaps="duty,parties,department"
    )

    __table_args__ = (
        owned("duty_id", "duties", ondelete="CASCADE"),
        owned("department_id", "departments"),
        owned("group_id", "department_groups"),
        UniqueConstraint("agency_id", "duty_id", "role", "department_id"),
        UniqueConstraint("agency_id", "duty_id", "role", "group_id"),
        CheckConstraint("(department_id IS NULL) <> (group_id IS NULL)", name="one_party"),
        Index("ix_duty_parties_department", "agency_id", "department_id", "role"),
        Index("ix_duty_parties_group", "agency_id", "group_id", "role"),
    )


class DutyDependency(Base):
    """A chain: this duty (publish) waits for that one (supply)."""

    __tablename__ = "duty_dependencies"

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(primary_key=True)
    needs_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (
        owned("duty_id", "duties", ondelete="CASCADE", name="fk_duty_dependencies_duty"),
        owned("needs_id", "duties", ondelete="CASCADE", name="fk_duty_dependencies_needs"),
        Index("ix_duty_dependencies_needs", "agency_id", "needs_id"),
        CheckConstraint("duty_id <> needs_id", name="not_itself"),
    )


# ---------------------------------------------------------------------------
# Tasks: what a department is given to do
# ---------------------------------------------------------------------------
class Task(Versioned, Base):
    """One department's share of a duty for one period (đầu việc được giao)."""

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    duty_id: Mapped[int]
    department_id: Mapped[int]
    period: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[TaskState] = mapped_column(default=TaskState.ASSIGNED)
    # The state a paused or handed-back task goes on with.
    resumes_as: Mapped[TaskState | None]
    person_id: Mapped[int | None]
    assigned_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    # original_due_on never changes once set; due_on is the one in force.
    original_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_basis: Mapped[DueBasis | None]
    # The last submission's day: a result is judged by it, not by the day of its verification.
    submitted_on: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None]
    # This unit's part of the duty's target; None where the duty's own is meant.
    target_share: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    # The decision by which a task is dropped.
    decision: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")

    duty: Mapped[Duty] = relationship(back_populates="tasks", overlaps="plan")
    plan: Mapped[Plan] = relationship(foreign_keys="[Task.agency_id, Task.plan_id]", viewonly=True)
    department: Mapped[Department] = relationship(foreign_keys="[Task.agency_id, Task.department_id]", viewonly=True)
    person: Mapped[User | None] = relationship(foreign_keys="[Task.agency_id, Task.person_id]", viewonly=True)
    verified_by: Mapped[User | None] = relationship(foreign_keys="[Task.agency_id, Task.verified_by_id]", viewonly=True)
    submissions: Mapped[list[Submission]] = relationship(back_populates="task", order_by="Submission.id")
    evidence: Mapped[list[Evidence]] = relationship(back_populates="task", order_by="Evidence.id")

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans", name="fk_tasks_plan"),
        owned("duty_id", "duties", name="fk_tasks_duty"),
        owned("department_id", "departments", name="fk_tasks_department"),
        owned("person_id", "users", name="fk_tasks_person"),
        owned("verified_by_id", "users", name="fk_tasks_verified_by"),
        UniqueConstraint("agency_id", "duty_id", "department_id", "period"),
        CheckConstraint("(state = 'verified') = (verified_by_id IS NOT NULL)", name="verifier_if_verified"),
        CheckConstraint("(state = 'verified') = (verified_at IS NOT NULL)", name="moment_if_verified"),
        CheckConstraint("(due_on IS NULL) = (due_basis IS NULL)", name="basis_if_due"),
        CheckConstraint("(due_on IS NULL) = (original_due_on IS NULL)", name="original_if_due"),
        CheckConstraint("(state IN ('paused', 'declined')) = (resumes_as IS NOT NULL)", name="resumes_if_aside"),
        CheckConstraint(
            "state NOT IN ('submitted', 'prepared', 'verified') OR submitted_on IS NOT NULL", name="day_if_submitted"
        ),
        CheckConstraint("state <> 'dropped' OR decision <> ''", name="decision_if_dropped"),
        CheckConstraint("target_share > 0", name="target_share"),
        Index("ix_tasks_plan_due", "plan_id", "due_on"),
        Index("ix_tasks_plan_cells", "plan_id", "state", "due_on", "original_due_on", "submitted_on"),
        Index("ix_tasks_department_state", "department_id", "state", "due_on"),
        Index("ix_tasks_person_state", "person_id", "state", "due_on"),
        Index("ix_tasks_agency_state", "agency_id", "state", "due_on"),
        Index("ix_tasks_agency_updated", "agency_id", "state", "updated_at"),
        Index("ix_tasks_duty", "duty_id", "state"),
    )


class Submission(Base):
    """A report that a task is done, with the list of evidence frozen as it then was."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    shortfall_reason: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int]
    # The Office may report for a department; it then says so.
    on_behalf: Mapped[bool] = mapped_column(default=False)
    approved_by_id: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    outcome: Mapped[SubmissionOutcome] = mapped_column(default=SubmissionOutcome.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship(back_populates="submissions")
    submitted_by: Mapped[User] = relationship(
        foreign_keys="[Submission.agency_id, Submission.submitted_by_id]", viewonly=True
    )
    decided_by: Mapped[User | None] = relationship(
        foreign_keys="[Submission.agency_id, Submission.decided_by_id]", viewonly=True
    )
    items: Mapped[list[SubmittedEvidence]] = relationship(back_populates="submission", order_by="SubmittedEvidence.id")

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks"),
        owned("submitted_by_id", "users", name="fk_submissions_submitted_by"),
        owned("approved_by_id", "users", name="fk_submissions_approved_by"),
        owned("decided_by_id", "users", name="fk_submissions_decided_by"),
        CheckConstraint("(outcome = 'waiting') = (decided_by_id IS NULL)", name="decider_if_decided"),
        Index("ix_submissions_task", "agency_id", "task_id"),
    )


class Evidence(Base):
    """A fact that proves a task: a link, a file, or a document's number and date."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    kind: Mapped[EvidenceKind]
    title: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str | None] = mapped_column(String(2000))
    # The address without what does not make it another page; one item counts once.
    url_key: Mapped[str | None] = mapped_column(String(2000))
    file_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(String(255), default="")
    document_number: Mapped[str] = mapped_column(String(80), default="")
    document_on: Mapped[date | None]
    published_on: Mapped[date | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    # When its address is looked at next; None where it is not looked at any more, or is no link.
    check_at: Mapped[datetime | None]
    # Since when its address does not open; None where it does, or where the Office has said what holds.
    lost_at: Mapped[datetime | None]
    # When the Office confirmed it among the articles of a month.
    confirmed_at: Mapped[datetime | None]

    task: Mapped[Task] = relationship(back_populates="evidence")
    file: Mapped[StoredFile | None] = relationship(foreign_keys="[Evidence.agency_id, Evidence.file_id]", viewonly=True)
    added_by: Mapped[User] = relationship(foreign_keys="[Evidence.agency_id, Evidence.added_by_id]", viewonly=True)

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks"),
        owned("file_id", "stored_files"),
        owned("added_by_id", "users", name="fk_evidence_added_by"),
        CheckConstraint("(kind = 'link') = (url IS NOT NULL)", name="url_if_link"),
        CheckConstraint("(kind = 'file') = (file_id IS NOT NULL)", name="file_if_file"),
        CheckConstraint("kind <> 'document' OR document_number <> ''", name="number_if_document"),
        Index("ix_evidence_task", "agency_id", "task_id"),
        Index("ix_evidence_check", "check_at", "id", **only_where("check_at IS NOT NULL AND withdrawn_at IS NULL")),
        Index("ix_evidence_lost", "agency_id", "lost_at", **only_where("lost_at IS NOT NULL AND withdrawn_at IS NULL")),
    )


class EvidenceCheck(Base):
    """What an address gave on one day; a later look is another row, and this one stays as it is."""

    __tablename__ = "evidence_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    evidence_id: Mapped[int]
    checked_at: Mapped[datetime]
    # None where no server answered; failure says why nothing was there.
    status: Mapped[int | None]
    failure: Mapped[str] = mapped_column(String(200), default="")
    # Where the redirections ended.
    url: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(300), default="")
    published_on: Mapped[date | None]
    # The same for two copies of one article; "" where too little was read to say.
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    # The words that were seen, compressed (zlib).
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # More was there than may be read.
    cut: Mapped[bool] = mapped_column(default=False)

    evidence: Mapped[Evidence] = relationship(
        foreign_keys="[EvidenceCheck.agency_id, EvidenceCheck.evidence_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("evidence_id", "evidence", name="fk_evidence_checks_evidence"),
        CheckConstraint(
            "failure <> '' OR (status IS NOT NULL AND status BETWEEN 200 AND 299)", name="reason_if_not_there"
        ),
        Index("ix_evidence_checks_evidence", "agency_id", "evidence_id", "id"),
    )


class SubmittedEvidence(Base):
    """One line of a submission's frozen list of evidence."""

    __tablename__ = "submitted_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    submission_id: Mapped[int]
    evidence_id: Mapped[int]

    submission: Mapped[Submission] = relationship(back_populates="items", overlaps="evidence")
    evidence: Mapped[Evidence] = relationship(overlaps="items,submission")

    __table_args__ = (
        owned("submission_id", "submissions", ondelete="CASCADE"),
        owned("evidence_id", "evidence"),
        UniqueConstraint("agency_id", "submission_id", "evidence_id"),
    )


class LinkRuling(Base):
    """What the Office said of addresses that no longer open: of one item, or of all that begin alike."""

    __tablename__ = "link_rulings"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    answer: Mapped[LinkAnswer]
    evidence_id: Mapped[int | None]
    # The beginning of the old addresses and of the new ones, when a whole portal moved.
    old_prefix: Mapped[str] = mapped_column(String(500), default="")
    new_prefix: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    ruled_at: Mapped[datetime]
    ruled_by_id: Mapped[int]

    evidence: Mapped[Evidence | None] = relationship(
        foreign_keys="[LinkRuling.agency_id, LinkRuling.evidence_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("evidence_id", "evidence", name="fk_link_rulings_evidence"),
        owned("ruled_by_id", "users", name="fk_link_rulings_ruled_by"),
        CheckConstraint("(evidence_id IS NULL) = (old_prefix <> '')", name="one_or_all"),
        Index("ix_link_rulings_evidence", "agency_id", "evidence_id", "id"),
    )


# ---------------------------------------------------------------------------
# Hand-overs and the register of outgoing documents
# ---------------------------------------------------------------------------
class RegisterImport(Base):
    """One reading of the clerks' register (sổ văn bản đi)."""

    __tablename__ = "register_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    file_id: Mapped[int]
    filename: Mapped[str] = mapped_column(String(255))
    columns: Mapped[dict[str, Any]]
    rows: Mapped[int]
    new_rows: Mapped[int]
    changed_rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int]

    imported_by: Mapped[User] = relationship(
        foreign_keys="[RegisterImport.agency_id, RegisterImport.imported_by_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("file_id", "stored_files", name="fk_register_imports_file"),
        owned("imported_by_id", "users", name="fk_register_imports_imported_by"),
        Index("ix_register_imports_moment", "agency_id", "imported_at"),
    )


class OutgoingDocument(Base):
    """A line of the register: one document that the agency sent out."""

    __tablename__ = "outgoing_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    import_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(80))
    signed_on: Mapped[date]
    # Number and day without what writers differ in; the same line is kept once.
    key: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(Text)
    unit_as_named: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None]
    recipients: Mapped[str] = mapped_column(Text, default="")
    # Whether "Nơi nhận" names the portal; None where the register does not say to whom it went.
    names_portal: Mapped[bool | None]
    search_text: Mapped[str] = mapped_column(Text, default="")

    department: Mapped[Department | None] = relationship(
        foreign_keys="[OutgoingDocument.agency_id, OutgoingDocument.department_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("import_id", "register_imports", name="fk_outgoing_documents_import"),
        owned("department_id", "departments", name="fk_outgoing_documents_department"),
        UniqueConstraint("agency_id", "key"),
        Index("ix_outgoing_documents_day", "agency_id", "signed_on"),
        Index("ix_outgoing_documents_department", "agency_id", "department_id", "signed_on"),
    )

    @validates("title", "number")
    def _keep_search(self, key: str, words: str) -> str:
        other = (self.number if key == "title" else self.title) or ""
        self.search_text = fold(f"{words} {other}")
        return words


class Handover(Versioned, Base):
    """Documents that one unit gave another at one time (bàn giao tài liệu), and what the receiver said."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    # The supplier's task and the task that waits for it.
    from_task_id: Mapped[int]
    to_task_id: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    handed_at: Mapped[datetime]
    handed_by_id: Mapped[int]
    state: Mapped[HandoverState] = mapped_column(default=HandoverState.WAITING)
    missing: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None]
    # The Office may answer in the receiver's place, with a reason.
    override_reason: Mapped[str] = mapped_column(Text, default="")

    from_task: Mapped[Task] = relationship(foreign_keys="[Handover.agency_id, Handover.from_task_id]", viewonly=True)
    to_task: Mapped[Task] = relationship(foreign_keys="[Handover.agency_id, Handover.to_task_id]", viewonly=True)
    handed_by: Mapped[User] = relationship(foreign_keys="[Handover.agency_id, Handover.handed_by_id]", viewonly=True)
    answered_by: Mapped[User | None] = relationship(
        foreign_keys="[Handover.agency_id, Handover.answered_by_id]", viewonly=True
    )
    items: Mapped[list[SupplyItem]] = relationship(
        foreign_keys="[SupplyItem.agency_id, SupplyItem.handover_id]", viewonly=True, order_by="SupplyItem.id"
    )

    __table_args__ = (
        same_agency(),
        owned("from_task_id", "tasks", name="fk_handovers_from_task"),
        owned("to_task_id", "tasks", name="fk_handovers_to_task"),
        owned("handed_by_id", "users", name="fk_handovers_handed_by"),
        owned("answered_by_id", "users", name="fk_handovers_answered_by"),
        CheckConstraint("from_task_id <> to_task_id", name="another_task"),
        CheckConstraint("(state = 'waiting') = (answered_by_id IS NULL)", name="answerer_if_answered"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="moment_if_answered"),
        CheckConstraint("state <> 'incomplete' OR missing <> ''", name="missing_if_incomplete"),
        Index("ix_handovers_from", "agency_id", "from_task_id"),
        Index("ix_handovers_to", "agency_id", "to_task_id", "state"),
    )


class SupplyItem(Versioned, Base):
    """One document of a supply: expected, handed over, published, or not to be made public."""

    __tablename__ = "supply_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    # The supplier's task.
    task_id: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(String(80), default="")
    document_on: Mapped[date | None]
    # The register's line that says it should be supplied.
    register_id: Mapped[int | None]
    file_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(String(255), default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int]
    # Empty while it is expected only.
    handover_id: Mapped[int | None]
    # Personal data are covered.
    masked: Mapped[bool] = mapped_column(server_default=false())
    # Why it is not to be made public; it then leaves the count.
    withheld_reason: Mapped[str] = mapped_column(Text, default="")
    withheld_by_id: Mapped[int | None]
    # The publication, in the receiver's task.
    published_evidence_id: Mapped[int | None]

    task: Mapped[Task] = relationship(foreign_keys="[SupplyItem.agency_id, SupplyItem.task_id]", viewonly=True)
    file: Mapped[StoredFile | None] = relationship(
        foreign_keys="[SupplyItem.agency_id, SupplyItem.file_id]", viewonly=True
    )
    handover: Mapped[Handover | None] = relationship(
        foreign_keys="[SupplyItem.agency_id, SupplyItem.handover_id]", viewonly=True
    )
    published: Mapped[Evidence | None] = relationship(
        foreign_keys="[SupplyItem.agency_id, SupplyItem.published_evidence_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks", name="fk_supply_items_task"),
        owned("register_id", "outgoing_documents", name="fk_supply_items_register"),
        owned("file_id", "stored_files", name="fk_supply_items_file"),
        owned("added_by_id", "users", name="fk_supply_items_added_by"),
        owned("handover_id", "handovers", name="fk_supply_items_handover"),
        owned("withheld_by_id", "users", name="fk_supply_items_withheld_by"),
        owned("published_evidence_id", "evidence", name="fk_supply_items_published_evidence"),
        UniqueConstraint("agency_id", "task_id", "register_id", name="uq_supply_items_once"),
        CheckConstraint("(withheld_reason = '') = (withheld_by_id IS NULL)", name="reason_if_withheld"),
        CheckConstraint("published_evidence_id IS NULL OR withheld_reason = ''", name="public_if_published"),
        Index("ix_supply_items_task", "agency_id", "task_id"),
        Index("ix_supply_items_handover", "agency_id", "handover_id"),
        Index("ix_supply_items_published", "agency_id", "published_evidence_id"),
    )


# ---------------------------------------------------------------------------
# Obligations by event, lists to be complete, standing rules
# ---------------------------------------------------------------------------
class Event(Versioned, Base):
    """Something that makes obligations: a consultation that closes on a day."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    duty_id: Mapped[int]
    # The unit that opened it.
    department_id: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(String(80), default="")
    register_id: Mapped[int | None]
    opened_on: Mapped[date]
    # The anchor: its obligations are due a number of days after it.
    closes_on: Mapped[date]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int]

    duty: Mapped[Duty] = relationship(foreign_keys="[Event.agency_id, Event.duty_id]", viewonly=True)
    department: Mapped[Department] = relationship(foreign_keys="[Event.agency_id, Event.department_id]", viewonly=True)
    obligations: Mapped[list[Obligation]] = relationship(
        foreign_keys="[Obligation.agency_id, Obligation.event_id]", viewonly=True, order_by="Obligation.task_id"
    )

    __table_args__ = (
        same_agency(),
        owned("duty_id", "duties", name="fk_events_duty"),
        owned("department_id", "departments", name="fk_events_department"),
        owned("register_id", "outgoing_documents", name="fk_events_register"),
        owned("entered_by_id", "users", name="fk_events_entered_by"),
        UniqueConstraint("agency_id", "duty_id", "register_id", name="uq_events_once"),
        CheckConstraint("opened_on <= closes_on", name="days"),
        Index("ix_events_duty", "agency_id", "duty_id", "closes_on"),
    )


class Obligation(Base):
    """The task that an event made."""

    __tablename__ = "obligations"

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]

    task: Mapped[Task] = relationship(foreign_keys="[Obligation.agency_id, Obligation.task_id]", viewonly=True)
    event: Mapped[Event] = relationship(foreign_keys="[Obligation.agency_id, Obligation.event_id]", viewonly=True)

    __table_args__ = (
        owned("task_id", "tasks", name="fk_obligations_task"),
        owned("event_id", "events", name="fk_obligations_event"),
        Index("ix_obligations_event", "agency_id", "event_id"),
    )


class ListedItem(Versioned, Base):
    """What should stand on the portal, line by line, and where it stands (a project of a list to be complete)."""

    __tablename__ = "listed_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    duty_id: Mapped[int]
    # The part of the list, such as "Đang triển khai".
    group_name: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(2000), default="")
    published_on: Mapped[date | None]
    removed_reason: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int]

    __table_args__ = (
        same_agency(),
        owned("duty_id", "duties", name="fk_listed_items_duty"),
        owned("added_by_id", "users", name="fk_listed_items_added_by"),
        UniqueConstraint("agency_id", "duty_id", "group_name", "folded", name="uq_listed_items_once"),
        CheckConstraint("published_on IS NULL OR url <> ''", name="address_if_published"),
    )


class RuleSample(Base):
    """One look at whether a unit keeps a standing rule."""

    __tablename__ = "rule_samples"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    duty_id: Mapped[int]
    department_id: Mapped[int]
    sampled_on: Mapped[date]
    subject: Mapped[str] = mapped_column(String(300))
    register_id: Mapped[int | None]
    kept: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    sampled_at: Mapped[datetime]
    sampled_by_id: Mapped[int]

    department: Mapped[Department] = relationship(
        foreign_keys="[RuleSample.agency_id, RuleSample.department_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("duty_id", "duties", name="fk_rule_samples_duty"),
        owned("department_id", "departments", name="fk_rule_samples_department"),
        owned("register_id", "outgoing_documents", name="fk_rule_samples_register"),
        owned("sampled_by_id", "users", name="fk_rule_samples_sampled_by"),
        UniqueConstraint("agency_id", "duty_id", "register_id", name="uq_rule_samples_once"),
        Index("ix_rule_samples_duty", "agency_id", "duty_id", "department_id"),
    )


# ---------------------------------------------------------------------------
# Targets over time
# ---------------------------------------------------------------------------
class TargetSnapshot(Base):
    """How a target stood on one day, as it was then known; later corrections do not change it."""

    __tablename__ = "target_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    taken_on: Mapped[date]
    goal: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    reached: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    expected: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    # Where it would land at the cut-off of the scoring: from, most likely, up to.
    lands_low: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    lands_at: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    lands_high: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    taken_at: Mapped[datetime]

    __table_args__ = (
        owned("task_id", "tasks", name="fk_target_snapshots_task"),
        UniqueConstraint("agency_id", "task_id", "taken_on"),
        CheckConstraint("lands_low <= lands_at AND lands_at <= lands_high", name="range"),
    )


class CountedEntry(Base):
    """A count that no evidence item stands for, such as a number of copies; it is marked as not proven."""

    __tablename__ = "counted_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    counted_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks", name="fk_counted_entries_task"),
        owned("added_by_id", "users", name="fk_counted_entries_added_by"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_counted_entries_task", "agency_id", "task_id", "counted_on"),
    )


# ---------------------------------------------------------------------------
# More time, directions, and what people say
# ---------------------------------------------------------------------------
class ExtensionRequest(Versioned, Base):
    """A unit asks for more time (đề nghị gia hạn), the Office comments, somebody decides."""

    __tablename__ = "extension_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    reason: Mapped[ExtensionReason]
    words: Mapped[str] = mapped_column(Text)
    # The deadline in force when it was asked, and the one that is wished.
    due_on: Mapped[date]
    proposed_on: Mapped[date]
    document_number: Mapped[str] = mapped_column(String(80), default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    commented_at: Mapped[datetime | None]
    commented_by_id: Mapped[int | None]
    state: Mapped[ExtensionState] = mapped_column(default=ExtensionState.ASKED)
    granted_on: Mapped[date | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]

    task: Mapped[Task] = relationship(
        foreign_keys="[ExtensionRequest.agency_id, ExtensionRequest.task_id]", viewonly=True
    )
    asked_by: Mapped[User] = relationship(
        foreign_keys="[ExtensionRequest.agency_id, ExtensionRequest.asked_by_id]", viewonly=True
    )
    commented_by: Mapped[User | None] = relationship(
        foreign_keys="[ExtensionRequest.agency_id, ExtensionRequest.commented_by_id]", viewonly=True
    )
    decided_by: Mapped[User | None] = relationship(
        foreign_keys="[ExtensionRequest.agency_id, ExtensionRequest.decided_by_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks", name="fk_extension_requests_task"),
        owned("asked_by_id", "users", name="fk_extension_requests_asked_by"),
        owned("commented_by_id", "users", name="fk_extension_requests_commented_by"),
        owned("decided_by_id", "users", name="fk_extension_requests_decided_by"),
        CheckConstraint("proposed_on > due_on", name="later"),
        CheckConstraint("(state = 'asked') = (decided_by_id IS NULL)", name="decider_if_decided"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="moment_if_decided"),
        CheckConstraint("(state = 'granted') = (granted_on IS NOT NULL)", name="day_if_granted"),
        CheckConstraint("(comment = '') = (commented_by_id IS NULL)", name="writer_if_comment"),
        Index("uq_extension_requests_open", "agency_id", "task_id", unique=True, **only_where("state = 'asked'")),
        Index("ix_extension_requests_task", "agency_id", "task_id", "id"),
        Index("ix_extension_requests_state", "agency_id", "state", "asked_at"),
    )


class Direction(Versioned, Base):
    """What the leadership told a unit to do (ý kiến chỉ đạo), on a task or beyond one, with a day to answer by."""

    __tablename__ = "directions"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int | None]
    department_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date | None]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]

    task: Mapped[Task | None] = relationship(foreign_keys="[Direction.agency_id, Direction.task_id]", viewonly=True)
    department: Mapped[Department] = relationship(
        foreign_keys="[Direction.agency_id, Direction.department_id]", viewonly=True
    )
    given_by: Mapped[User] = relationship(foreign_keys="[Direction.agency_id, Direction.given_by_id]", viewonly=True)
    answered_by: Mapped[User | None] = relationship(
        foreign_keys="[Direction.agency_id, Direction.answered_by_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks", name="fk_directions_task"),
        owned("department_id", "departments", name="fk_directions_department"),
        owned("given_by_id", "users", name="fk_directions_given_by"),
        owned("answered_by_id", "users", name="fk_directions_answered_by"),
        CheckConstraint("(answer = '') = (answered_by_id IS NULL)", name="writer_if_answered"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="moment_if_answered"),
        Index("ix_directions_task", "agency_id", "task_id"),
        Index("ix_directions_unit", "agency_id", "department_id", "given_at"),
        Index(
            "ix_directions_open", "agency_id", "answer_by", **only_where("answered_at IS NULL AND withdrawn_at IS NULL")
        ),
    )


class Comment(Base):
    """What somebody said about a task; a draft of nothing, and never evidence."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int]

    written_by: Mapped[User] = relationship(foreign_keys="[Comment.agency_id, Comment.written_by_id]", viewonly=True)

    __table_args__ = (
        same_agency(),
        owned("task_id", "tasks", name="fk_comments_task"),
        owned("written_by_id", "users", name="fk_comments_written_by"),
        Index("ix_comments_task", "agency_id", "task_id", "id"),
    )


class Visit(Base):
    """When a person last looked at a task: what came after it is new to them."""

    __tablename__ = "visits"

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]

    __table_args__ = (
        owned("user_id", "users", name="fk_visits_user"),
        owned("task_id", "tasks", name="fk_visits_task"),
    )


# ---------------------------------------------------------------------------
# Messages and reminders
# ---------------------------------------------------------------------------
class Message(Base):
    """One message to one person: written with the act it tells of, sent later, shown in the person's inbox."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    kind: Mapped[MessageKind]
    to_user_id: Mapped[int]
    # What makes a second message of the same cause impossible.
    once_key: Mapped[str] = mapped_column(String(120))
    # Ids only: what they stand for is read again at the moment of sending.
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    # The same at every attempt: a mail server or program then knows a repetition.
    smtp_message_id: Mapped[str] = mapped_column(String(120), unique=True)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[Channel | None]
    # As they were sent, or would have been at the last attempt.
    subject: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[datetime | None]

    to: Mapped[User] = relationship(foreign_keys="[Message.agency_id, Message.to_user_id]", viewonly=True)
    reminders: Mapped[list[Reminder]] = relationship(
        foreign_keys="[Reminder.agency_id, Reminder.message_id]", viewonly=True, order_by="Reminder.id"
    )

    __table_args__ = (
        same_agency(),
        UniqueConstraint("agency_id", "once_key"),
        owned("to_user_id", "users", name="fk_messages_to_user"),
        CheckConstraint("(state = 'sending') = (claimed_by IS NOT NULL)", name="claimer_if_sending"),
        CheckConstraint("(state = 'sending') = (claimed_until IS NOT NULL)", name="lease_if_sending"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="moment_if_sent"),
        CheckConstraint("(state = 'sent') = (channel IS NOT NULL)", name="channel_if_sent"),
        CheckConstraint("channel IN ('mail', 'inbox')", name="channel"),
        CheckConstraint("state <> 'sent' OR (subject IS NOT NULL AND text IS NOT NULL)", name="words_if_sent"),
        CheckConstraint("state NOT IN ('failed', 'cancelled') OR error <> ''", name="reason_if_given_up"),
        CheckConstraint("attempts >= 0", name="attempts"),
        # Small however many were sent: what waits, and what somebody is at.
        Index("ix_messages_waiting", "next_try_at", "id", **only_where("state = 'queued'")),
        Index("ix_messages_claimed", "claimed_until", **only_where("state = 'sending'")),
        Index("ix_messages_failed", "agency_id", "id", **only_where("state = 'failed'")),
        Index("ix_messages_inbox", "agency_id", "to_user_id", "created_at"),
        Index("ix_messages_unread", "to_user_id", **only_where("read_at IS NULL AND subject IS NOT NULL")),
    )


class Reminder(Base):
    """The proof that a person was reminded of a task, or of a duty nobody has: once for each milestone of each rule."""

    __tablename__ = "reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int | None]
    # A duty that no unit has yet.
    duty_id: Mapped[int | None]
    # None where words were copied for a unit as a whole.
    user_id: Mapped[int | None]
    # The rule, as reminders/kinds calls it, and its milestone in days from the due date.
    kind: Mapped[str] = mapped_column(String(30))
    milestone: Mapped[int | None]
    # The milestone or the day that this reminder belongs to: with it there is no second one.
    once_key: Mapped[str] = mapped_column(String(60))
    rung: Mapped[Rung]
    on_date: Mapped[date]
    channel: Mapped[Channel]
    message_id: Mapped[int | None]
    # Who pressed "Nhắc ngay" or copied the words; None is the program itself.
    by_id: Mapped[int | None]
    created_at: Mapped[datetime]

    task: Mapped[Task | None] = relationship(foreign_keys="[Reminder.agency_id, Reminder.task_id]", viewonly=True)
    duty: Mapped[Duty | None] = relationship(foreign_keys="[Reminder.agency_id, Reminder.duty_id]", viewonly=True)
    user: Mapped[User | None] = relationship(foreign_keys="[Reminder.agency_id, Reminder.user_id]", viewonly=True)
    by: Mapped[User | None] = relationship(foreign_keys="[Reminder.agency_id, Reminder.by_id]", viewonly=True)
    message: Mapped[Message | None] = relationship(
        foreign_keys="[Reminder.agency_id, Reminder.message_id]", viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("agency_id", "task_id", "user_id", "kind", "once_key", name="uq_reminders_once"),
        UniqueConstraint("agency_id", "duty_id", "user_id", "kind", "once_key", name="uq_reminders_duty_once"),
        owned("task_id", "tasks", name="fk_reminders_task"),
        owned("duty_id", "duties", name="fk_reminders_duty"),
        CheckConstraint("(task_id IS NULL) <> (duty_id IS NULL)", name="task_or_duty"),
        owned("user_id", "users", name="fk_reminders_user"),
        owned("message_id", "messages", name="fk_reminders_message"),
        owned("by_id", "users", name="fk_reminders_by"),
        CheckConstraint("channel = 'copied' OR user_id IS NOT NULL", name="person_if_not_copied"),
        CheckConstraint("(channel = 'copied') = (message_id IS NULL)", name="message_if_not_copied"),
        CheckConstraint("channel <> 'copied' OR by_id IS NOT NULL", name="hand_if_copied"),
        Index("ix_reminders_day", "agency_id", "on_date"),
        Index("ix_reminders_message", "agency_id", "message_id"),
        Index("ix_reminders_user", "agency_id", "user_id", "on_date"),
    )


class CalendarDay(Base):
    """A day that is not as its weekday says: a holiday, or a weekend's day that is worked."""

    __tablename__ = "calendar_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    day: Mapped[date]
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(10), default="local")

    __table_args__ = (
        UniqueConstraint("agency_id", "day"),
        CheckConstraint("source IN ('library', 'local')", name="source"),
    )


class Absence(Base):
    """Days on which a person is away and a deputy gets the digest and may act."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    user_id: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    deputy_id: Mapped[int]
    created_at: Mapped[datetime]
    # Back earlier than said.
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys="[Absence.agency_id, Absence.user_id]", viewonly=True)
    deputy: Mapped[User] = relationship(foreign_keys="[Absence.agency_id, Absence.deputy_id]", viewonly=True)

    __table_args__ = (
        same_agency(),
        owned("user_id", "users", name="fk_absences_user"),
        owned("deputy_id", "users", name="fk_absences_deputy"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("user_id <> deputy_id", name="somebody_else"),
        Index("ix_absences_user", "agency_id", "user_id", "ends_on"),
        Index("ix_absences_deputy", "agency_id", "deputy_id", "ends_on"),
    )


# ---------------------------------------------------------------------------
# Rankings: what a year's result was, and what it asks of the next plan
# ---------------------------------------------------------------------------
class RankingImport(Versioned, Base):
    """A result that is being entered: the sheet as it was read, and what a person said about its columns and doubts."""

    __tablename__ = "ranking_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    state: Mapped[ReadingState] = mapped_column(default=ReadingState.OPEN)
    file_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(String(255), default="")
    # The tables of the file as rows of words; and what is to be kept of them, which a person corrects.
    tables: Mapped[list[Any]] = mapped_column(default=list)
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notice_id: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int]

    __table_args__ = (
        same_agency(),
        owned("file_id", "stored_files", name="fk_ranking_imports_file"),
        owned("notice_id", "ranking_notices", name="fk_ranking_imports_notice"),
        owned("created_by_id", "users", name="fk_ranking_imports_created_by"),
        CheckConstraint("(state = 'confirmed') = (notice_id IS NOT NULL)", name="notice_if_confirmed"),
        Index("ix_ranking_imports_state", "agency_id", "state"),
    )


class RankingNotice(Versioned, Base):
    """A year's result of the agency: the draft that comes back for explanation, or the published one."""

    __tablename__ = "ranking_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    # The year that was assessed; the plan that answers it is the next year's.
    year: Mapped[int]
    stage: Mapped[RankingStage] = mapped_column(default=RankingStage.PUBLISHED)
    number: Mapped[str] = mapped_column(String(80), default="")
    issued_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(200), default="")
    criteria_set: Mapped[str] = mapped_column(String(300), default="")
    total: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    # Never assumed: 100, 138, 160 and 1,000 occur.
    maximum: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    rank: Mapped[int | None]
    ranked: Mapped[int | None]
    grade: Mapped[str] = mapped_column(String(60), default="")
    # From how many points on the next better grade is given, and its name, where the notice says so.
    next_grade: Mapped[str] = mapped_column(String(60), default="")
    next_grade_from: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int]

    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="notice", order_by="Criterion.position", cascade="all, delete-orphan"
    )
    totals: Mapped[list[RankedAgency]] = relationship(
        back_populates="notice", order_by="RankedAgency.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        same_agency(),
        owned("entered_by_id", "users", name="fk_ranking_notices_entered_by"),
        UniqueConstraint("agency_id", "year", "stage"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        CheckConstraint("maximum > 0 AND total BETWEEN 0 AND maximum", name="total"),
        CheckConstraint("rank IS NULL OR (rank > 0 AND (ranked IS NULL OR rank <= ranked))", name="rank"),
    )


class Criterion(Base):
    """A line of a result: what could be had and what was given; the points lost are the difference."""

    __tablename__ = "criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    notice_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    group_name: Mapped[str] = mapped_column(String(300), default="")
    name: Mapped[str] = mapped_column(Text)
    maximum: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    points: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    # Codes of the portal's mandatory information groups (ranking/portal_groups.py).
    portal_groups: Mapped[list[Any]] = mapped_column(default=list)
    # The same criterion a year before; codes change, so that a person confirms it. Both empty: not decided.
    same_as_id: Mapped[int | None]
    is_new: Mapped[bool] = mapped_column(default=False)

    notice: Mapped[RankingNotice] = relationship(back_populates="criteria")

    __table_args__ = (
        same_agency(),
        owned("notice_id", "ranking_notices", name="fk_criteria_notice"),
        owned("same_as_id", "criteria", name="fk_criteria_same_as"),
        UniqueConstraint("agency_id", "notice_id", "code"),
        CheckConstraint("maximum > 0 AND points BETWEEN 0 AND maximum", name="points"),
        CheckConstraint("NOT (is_new AND same_as_id IS NOT NULL)", name="new_or_same"),
        Index("ix_criteria_same_as", "agency_id", "same_as_id"),
    )


class RankedAgency(Base):
    """Another agency's line in the published table, or our own: to compare with, no agency of this program."""

    __tablename__ = "ranked_agencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    notice_id: Mapped[int]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    total: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    rank: Mapped[int | None]
    grade: Mapped[str] = mapped_column(String(60), default="")
    is_ours: Mapped[bool] = mapped_column(default=False)

    notice: Mapped[RankingNotice] = relationship(back_populates="totals")

    __table_args__ = (
        same_agency(),
        owned("notice_id", "ranking_notices", name="fk_ranked_agencies_notice"),
        UniqueConstraint("agency_id", "notice_id", "name"),
    )


class CriterionMatch(Versioned, Base):
    """A criterion that lost points beside the deficiency that stands for it; nothing counts before a person said so."""

    __tablename__ = "criterion_matches"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    criterion_id: Mapped[int]
    deficiency_id: Mapped[int]
    state: Mapped[MatchState] = mapped_column(default=MatchState.PROPOSED)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]

    criterion: Mapped[Criterion] = relationship(
        foreign_keys="[CriterionMatch.agency_id, CriterionMatch.criterion_id]", viewonly=True
    )
    deficiency: Mapped[Deficiency] = relationship(
        foreign_keys="[CriterionMatch.agency_id, CriterionMatch.deficiency_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("criterion_id", "criteria", name="fk_criterion_matches_criterion"),
        owned("deficiency_id", "deficiencies", name="fk_criterion_matches_deficiency"),
        owned("decided_by_id", "users", name="fk_criterion_matches_decided_by"),
        UniqueConstraint("agency_id", "criterion_id", "deficiency_id"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name="decider_if_decided"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="moment_if_decided"),
        Index("ix_criterion_matches_deficiency", "agency_id", "deficiency_id"),
    )


class CarriedDeficiency(Base):
    """What last year's plan did not put right goes on in the next year's."""

    __tablename__ = "carried_deficiencies"

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    deficiency_id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int]

    __table_args__ = (
        owned("deficiency_id", "deficiencies", name="fk_carried_deficiencies_deficiency"),
        owned("from_id", "deficiencies", name="fk_carried_deficiencies_from"),
        Index("ix_carried_deficiencies_from", "agency_id", "from_id"),
    )


class CarriedDuty(Base):
    """A duty that goes on from last year's plan."""

    __tablename__ = "carried_duties"

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int]

    __table_args__ = (
        owned("duty_id", "duties", name="fk_carried_duties_duty"),
        owned("from_id", "duties", name="fk_carried_duties_from"),
        Index("ix_carried_duties_from", "agency_id", "from_id"),
    )


class SelfScore(Versioned, Base):
    """What the agency gives itself for a criterion (tự chấm điểm), and what came back."""

    __tablename__ = "self_scores"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    criterion_id: Mapped[int]
    points: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    words: Mapped[str] = mapped_column(Text, default="")
    # The draft score of those who assess, and what is said where it differs (giải trình).
    returned_points: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    explanation: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int]

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans", name="fk_self_scores_plan"),
        owned("criterion_id", "criteria", name="fk_self_scores_criterion"),
        owned("changed_by_id", "users", name="fk_self_scores_changed_by"),
        UniqueConstraint("agency_id", "plan_id", "criterion_id"),
        CheckConstraint("points >= 0 AND returned_points >= 0", name="points"),
    )


# ---------------------------------------------------------------------------
# Forecasts, the year-end review and its sheets
# ---------------------------------------------------------------------------
class TaskForecast(Base):
    """From when on a task looked likely, doubtful or unlikely to be done in time, and why; one row a change."""

    __tablename__ = "task_forecasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    task_id: Mapped[int]
    noted_on: Mapped[date]
    chance: Mapped[Chance]
    reasons: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (
        owned("task_id", "tasks", name="fk_task_forecasts_task"),
        UniqueConstraint("agency_id", "task_id", "noted_on"),
    )


class ScoreSnapshot(Base):
    """How the score of a plan stood on one day, as it was then known."""

    __tablename__ = "score_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    taken_on: Mapped[date]
    lost: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    regained: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    waiting: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    on_way: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    at_risk: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    given_up: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    total_low: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    total_high: Mapped[Decimal] = mapped_column(Numeric(10, 2))

    __table_args__ = (
        owned("plan_id", "plans", name="fk_score_snapshots_plan"),
        UniqueConstraint("agency_id", "plan_id", "taken_on"),
        CheckConstraint("total_low <= total_high", name="range"),
    )


class Review(Versioned, Base):
    """A meeting of the leadership over a plan (phiên rà soát)."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    held_on: Mapped[date]
    chair: Mapped[str] = mapped_column(String(200), default="")
    recorder: Mapped[str] = mapped_column(String(200), default="")
    present: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None]

    lines: Mapped[list[MinutesLine]] = relationship(back_populates="review", order_by="MinutesLine.id")

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans", name="fk_reviews_plan"),
        owned("opened_by_id", "users", name="fk_reviews_opened_by"),
        owned("closed_by_id", "users", name="fk_reviews_closed_by"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closer_if_closed"),
        Index("uq_reviews_open", "agency_id", "plan_id", unique=True, **only_where("closed_at IS NULL")),
        Index("ix_reviews_plan", "agency_id", "plan_id", "held_on"),
    )


class ReviewDecision(Base):
    """What the leadership decided about a duty at risk: more time, other hands, or that it will not be reached."""

    __tablename__ = "review_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    review_id: Mapped[int]
    duty_id: Mapped[int]
    way: Mapped[WayOut]
    note: Mapped[str] = mapped_column(Text, default="")
    # What was at risk when it was decided; and what followed: the new day, the tasks that were made.
    points: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int]
    withdrawn_at: Mapped[datetime | None]

    decided_by: Mapped[User] = relationship(
        foreign_keys="[ReviewDecision.agency_id, ReviewDecision.decided_by_id]", viewonly=True
    )

    __table_args__ = (
        same_agency(),
        owned("review_id", "reviews", name="fk_review_decisions_review"),
        owned("duty_id", "duties", name="fk_review_decisions_duty"),
        owned("decided_by_id", "users", name="fk_review_decisions_decided_by"),
        CheckConstraint("way <> 'accept' OR note <> ''", name="reason_if_accepted"),
        Index("ix_review_decisions_duty", "agency_id", "duty_id"),
        Index("ix_review_decisions_review", "agency_id", "review_id"),
    )


class MinutesLine(Base):
    """A line of the minutes of a review (biên bản), with its time."""

    __tablename__ = "minutes_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    review_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    decision_id: Mapped[int | None]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int]

    review: Mapped[Review] = relationship(back_populates="lines")

    __table_args__ = (
        same_agency(),
        owned("review_id", "reviews", name="fk_minutes_lines_review"),
        owned("decision_id", "review_decisions", name="fk_minutes_lines_decision"),
        owned("written_by_id", "users", name="fk_minutes_lines_written_by"),
        Index("ix_minutes_lines_review", "agency_id", "review_id", "id"),
    )


class FrozenSheet(Base):
    """A sheet as it was when it was made: its figures and its paper do not change any more."""

    __tablename__ = "frozen_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int]
    plan_id: Mapped[int]
    kind: Mapped[SheetKind]
    title: Mapped[str] = mapped_column(String(300))
    as_of: Mapped[datetime]
    # What is opened again: the paper itself, by its content.
    file_id: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    review_id: Mapped[int | None]
    # Empty where a job made it.
    made_by_id: Mapped[int | None]

    __table_args__ = (
        same_agency(),
        owned("plan_id", "plans", name="fk_frozen_sheets_plan"),
        owned("file_id", "stored_files", name="fk_frozen_sheets_file"),
        owned("review_id", "reviews", name="fk_frozen_sheets_review"),
        owned("made_by_id", "users", name="fk_frozen_sheets_made_by"),
        Index("ix_frozen_sheets_plan", "agency_id", "plan_id", "as_of"),
    )
