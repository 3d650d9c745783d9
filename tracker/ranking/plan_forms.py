"""What the Office chooses of a result for the next plan, and how the points of a criterion are dealt out."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from tracker.web.forms import BaseForm, VersionedForm


class PlanForm(BaseForm):
    """The criteria that become deficiencies, and the earlier duties that are used again."""

    criteria = SelectMultipleField(_l("Tiêu chí"), coerce=int)
    remedies = SelectMultipleField(_l("Giải pháp"))


class WeightsForm(VersionedForm):
    """The weights of a plan's duties; its fields are read from the request by the ids of the duties."""
