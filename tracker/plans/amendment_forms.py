"""What is typed beside the table of differences: which plan is meant, and the document that amends it."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from tracker.plans.forms import UploadForm
from tracker.web.forms import VersionedForm

NEW_PLAN = "new"


class CompareForm(VersionedForm):
    """The plan that a document speaks of, or a plan of its own."""

    plan = RadioField(_l("Văn bản này là"), coerce=str)


class AmendForm(UploadForm):
    """A document that amends a plan: a file, or its text pasted."""


class ChangesForm(VersionedForm):
    """The version a comparison was read with; its rows are read by amendment_form."""
