"""The form that all forms are made of: NFC, Vietnamese messages, versions, refusals at their field."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import get_translations, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from tracker.errors import RuleBroken
from tracker.text import nfc, parse_date, vn_date
from tracker.web.i18n import say


class _Translations:
    """WTForms' own messages from our catalogue."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_translations().ungettext(singular, plural, n))


class BaseForm(FlaskForm):
    """A form whose words are NFC and whose refusals stand at their field."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: object) -> _Translations:
            return _Translations()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, (StringField, TextAreaField)):
                options["filters"] = [*options.get("filters", ()), _clean]
            return super().bind_field(form, unbound_field, options)

    def refuse(self, broken: RuleBroken) -> None:
        """Put the sentence of a broken rule at its field, or above the form."""
        sentence = say(broken)
        field = self._fields.get(broken.field or "")
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    @property
    def complaints(self) -> list[tuple[str, str, str]]:
        """Return (field id, its label, what is wrong), for the summary above the form."""
        found = [("", "", sentence) for sentence in self.form_errors]
        for field in self:
            found += [(field.id, str(field.label.text), sentence) for sentence in _flat(field.errors)]
        return found


class VersionedForm(BaseForm):
    """A form that acts on a thing: it carries the version the thing was read with."""

    version = HiddenField()

    def version_read(self) -> int | None:
        """Return the version this form was read with; None for nonsense, which no thing has."""
        text = str(self.version.data or "")
        # isdigit() alone lets "²" through, and Python refuses to read thousands of digits.
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class DayField(StringField):
    """A day typed as dd/mm/yyyy; a date picker of the browser would show mm/dd."""

    def __init__(self, label: Any = None, validators: Sequence[Any] | None = None, **options: Any):
        super().__init__(label, validators, **options)
        self.day: date | None = None

    def process_data(self, value: Any) -> None:
        super().process_data(vn_date(value) if isinstance(value, date) else value)

    def pre_validate(self, form: Any) -> None:
        self.day = None
        if self.data:
            try:
                self.day = parse_date(self.data)
            except ValueError as error:
                raise ValidationError(_why_no_day(self.data)) from error


def _why_no_day(typed: str) -> str:
    return str(lazy_gettext("Không có ngày %(typed)s; ghi ngày/tháng/năm, ví dụ 31/10/2022.", typed=typed[:20]))


def _clean(value: Any) -> Any:
    return nfc(value).strip() if isinstance(value, str) else value


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [sentence for part in errors.values() for sentence in _flat(part)]
    return [
        sentence
        for part in errors
        for sentence in (_flat(part) if isinstance(part, (list, tuple, dict)) else [str(part)])
    ]


def optional_line(most: int) -> list[Any]:
    """Validators of a line that may stay empty."""
    return [Optional(), Length(max=most)]
