"""What is sent about the self-scoring; its fields are read from the request by the ids of the criteria."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.web.forms import BaseForm


class ScoresForm(BaseForm):
    """The points and words of all criteria; stamp is what the page was read with."""

    stamp = HiddenField()
    pasted = TextAreaField(
        _l("Dán điểm dự thảo (mã tiêu chí và điểm, mỗi dòng một tiêu chí)"), [Optional(), Length(max=50_000)]
    )


class SendForm(BaseForm):
    """Keeping the dossier as it is sent needs no words."""
