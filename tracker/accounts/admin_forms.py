"""What an administrator types: the agency, its units, groups and people."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.accounts.forms import EMAIL
from tracker.vocabulary import DepartmentKind, Labelled, Role
from tracker.web.forms import DayField, VersionedForm
from tracker.web.i18n import label


def choices(pairs: Iterable[tuple[Any, str]], empty: Any = None) -> list[SelectChoice]:
    """Return the choices of a select, with one for nothing in front if there are words for it."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(str(value), words) for value, words in pairs]


def members(vocabulary: type[Labelled]) -> list[tuple[str, str]]:
    """Return the codes of a vocabulary with their words in the reader's language."""
    return [(member.value, label(member)) for member in vocabulary]


def _id(value: Any) -> int | None:
    return int(value) if value not in ("", None) else None


class AgencyForm(VersionedForm):
    """The agency's name and its settings."""

    name = StringField(_l("Tên cơ quan"), [InputRequired(_l("Ghi tên cơ quan.")), Length(max=200)])
    short_name = StringField(_l("Tên viết tắt"), [Optional(), Length(max=40)])
    parent_name = StringField(_l("Cơ quan cấp trên"), [Optional(), Length(max=200)])
    place = StringField(_l("Địa danh ghi trên văn bản"), [Optional(), Length(max=100)])
    due_soon_days = IntegerField(
        _l("Báo “sắp đến hạn” trước bao nhiêu ngày"),
        [
            InputRequired(_l("Ghi số ngày, từ 0 đến 60.")),
            NumberRange(min=0, max=60, message=_l("Ghi số ngày, từ 0 đến 60.")),
        ],
    )
    head_approves_first = BooleanField(_l("Trưởng đơn vị duyệt báo cáo hoàn thành trước khi gửi Văn phòng"))
    leadership_issues_plan = BooleanField(_l("Lãnh đạo ban hành kế hoạch rồi mới giao việc"))
    office_extends = BooleanField(_l("Văn phòng được quyết định gia hạn trong thời gian của kế hoạch"))
    sheets_by_mail = BooleanField(_l("Tự động gửi phiếu trình PDF cho Lãnh đạo qua thư điện tử"))
    extension_limit = IntegerField(
        _l("Số lần gia hạn nhiều nhất của một đầu việc"),
        [
            InputRequired(_l("Ghi số lần, từ 0 đến 20.")),
            NumberRange(min=0, max=20, message=_l("Ghi số lần, từ 0 đến 20.")),
        ],
    )
    extension_notice_days = IntegerField(
        _l("Đề nghị gia hạn gửi trước hạn bao nhiêu ngày làm việc"),
        [
            InputRequired(_l("Ghi số ngày, từ 0 đến 60.")),
            NumberRange(min=0, max=60, message=_l("Ghi số ngày, từ 0 đến 60.")),
        ],
    )
    receiver_days = IntegerField(
        _l("Bên nhận tài liệu có bao nhiêu ngày làm việc từ khi nhận đủ"),
        [Optional(), NumberRange(min=1, max=90, message=_l("Ghi số ngày, từ 1 đến 90, hoặc để trống."))],
    )
    portal_hosts = TextAreaField(_l("Tên miền cổng thông tin của cơ quan"), [Optional(), Length(max=2000)])


class DepartmentForm(VersionedForm):
    """A unit: names, kind, days of validity, who takes over and who looks after it."""

    name = StringField(_l("Tên đơn vị"), [InputRequired(_l("Ghi tên đơn vị.")), Length(max=200)])
    short_name = StringField(_l("Tên ngắn"), [Optional(), Length(max=60)])
    kind = SelectField(_l("Loại đơn vị"), default=DepartmentKind.DIVISION.value)
    aliases = TextAreaField(_l("Tên gọi khác"), [Optional(), Length(max=4000)])
    valid_from = DayField(_l("Hiệu lực từ ngày"), [Optional()])
    valid_to = DayField(_l("Đến hết ngày"), [Optional()])
    successor_id = SelectField(_l("Đơn vị kế thừa"), coerce=_id)
    leader_id = SelectField(_l("Lãnh đạo phụ trách"), coerce=_id)

    def offer(self, units: Sequence[tuple[int, str]], leaders: Sequence[tuple[int, str]]) -> None:
        """Say what may be chosen; only what is offered passes."""
        self.kind.choices = choices(members(DepartmentKind))
        self.successor_id.choices = choices(units, _l("Chưa chọn"))
        self.leader_id.choices = choices(leaders, _l("Chưa chọn"))

    def facts(self) -> dict[str, Any]:
        """Return what was typed as the operations take it."""
        return {
            "name": self.name.data,
            "short_name": self.short_name.data or "",
            "kind": DepartmentKind(self.kind.data),
            "valid_from": self.valid_from.day,
            "valid_to": self.valid_to.day,
            "successor_id": self.successor_id.data,
            "leader_id": self.leader_id.data,
        }


class GroupForm(VersionedForm):
    """A group's names; the rows of its members are added by group_form()."""

    name = StringField(_l("Tên nhóm"), [InputRequired(_l("Ghi tên nhóm.")), Length(max=200)])
    aliases = TextAreaField(_l("Tên gọi khác"), [Optional(), Length(max=4000)])
    units: Sequence[tuple[int, str]] = ()

    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Return (unit, is it a member, from, until) fields for each unit."""
        return [(name, self[f"in_{unit}"], self[f"from_{unit}"], self[f"to_{unit}"]) for unit, name in self.units]

    def members(self) -> list[tuple[int, date | None, date | None]]:
        """Return the chosen members as the operations take them."""
        return [
            (unit, self[f"from_{unit}"].day, self[f"to_{unit}"].day)
            for unit, _name in self.units
            if self[f"in_{unit}"].data
        ]


def group_form(units: Sequence[tuple[int, str]], **start: Any) -> GroupForm:
    """Return the form of a group with three fields for each unit of the agency."""
    fields: dict[str, Any] = {"units": units}
    for unit, name in units:
        fields[f"in_{unit}"] = BooleanField(name)
        fields[f"from_{unit}"] = DayField(_l("%(unit)s: tham gia từ ngày", unit=name), [Optional()])
        fields[f"to_{unit}"] = DayField(_l("%(unit)s: đến hết ngày", unit=name), [Optional()])
    return type("MembersForm", (GroupForm,), fields)(**start)


class PersonForm(VersionedForm):
    """A person's account."""

    full_name = StringField(_l("Họ tên"), [InputRequired(_l("Ghi họ tên.")), Length(max=120)])
    login = StringField(_l("Tên đăng nhập"), [InputRequired(_l("Ghi tên đăng nhập.")), Length(max=80)])
    role = SelectField(_l("Vai trò"))
    department_id = SelectField(_l("Đơn vị"), coerce=_id)
    post = StringField(_l("Chức vụ"), [Optional(), Length(max=120)])
    email = StringField(_l("Thư điện tử"), EMAIL)

    def offer(self, units: Sequence[tuple[int, str]]) -> None:
        """Say what may be chosen; only what is offered passes."""
        self.role.choices = choices(members(Role))
        self.department_id.choices = choices(units, _l("Không thuộc đơn vị nào"))

    def facts(self) -> dict[str, Any]:
        """Return what was typed as the operations take it."""
        return {
            "full_name": self.full_name.data,
            "login": self.login.data,
            "role": Role(self.role.data),
            "department_id": self.department_id.data,
            "post": self.post.data or "",
            "email": self.email.data or "",
        }
