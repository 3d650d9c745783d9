"""What people type to come in, and about themselves."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp
from wtforms.widgets import PasswordInput

from tracker.web.forms import BaseForm, VersionedForm
from tracker.web.i18n import LANGUAGES

EMAIL = [
    Optional(),
    Length(max=200),
    Regexp(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", message=_l("Ghi địa chỉ thư đầy đủ, ví dụ ten@lamson.gov.vn.")),
]


class Secret(Field):
    """A password: never shown again, and never trimmed, because every sign of it counts."""

    widget = PasswordInput(hide_value=True)

    def _value(self) -> str:
        return ""


class SignInForm(BaseForm):
    """Name and password; staying signed in where the installation allows it."""

    login = StringField(_l("Tên đăng nhập"), [InputRequired(_l("Ghi tên đăng nhập.")), Length(max=200)])
    password = Secret(_l("Mật khẩu"), [InputRequired(_l("Ghi mật khẩu.")), Length(max=1000)])
    keep = BooleanField()
    next = HiddenField()


class NewPasswordForm(BaseForm):
    """A new password, typed twice."""

    new_password = Secret(_l("Mật khẩu mới"), [InputRequired(_l("Ghi mật khẩu mới.")), Length(max=1000)])
    again = Secret(
        _l("Nhập lại mật khẩu mới"), [EqualTo("new_password", _l("Hai lần nhập mật khẩu mới chưa giống nhau."))]
    )


class ChangePasswordForm(BaseForm):
    """The old password, and the new one twice."""

    old_password = Secret(_l("Mật khẩu đang dùng"), [InputRequired(_l("Ghi mật khẩu đang dùng.")), Length(max=1000)])
    new_password = Secret(_l("Mật khẩu mới"), [InputRequired(_l("Ghi mật khẩu mới.")), Length(max=1000)])
    again = Secret(
        _l("Nhập lại mật khẩu mới"), [EqualTo("new_password", _l("Hai lần nhập mật khẩu mới chưa giống nhau."))]
    )


class ProfileForm(VersionedForm):
    """What a person may change about himself; name, unit and role are the administrator's."""

    post = StringField(_l("Chức vụ"), [Optional(), Length(max=120)])
    email = StringField(_l("Thư điện tử"), EMAIL)
    locale = SelectField(
        _l("Ngôn ngữ"),
        choices=[
            SelectChoice("", _l("Theo trình duyệt")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        # No language of one's own is kept as nothing, and shown as the first choice.
        self.locale.data = self.locale.data or ""
