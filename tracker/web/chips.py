"""The chips: how a state looks. One table, because a state looks the same on every page."""

from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

from tracker.text import msgid
from tracker.web.i18n import language
from tracker.web.vendor import icons

# name → (class of app.css, icon, words)
CHIPS: dict[str, tuple[str, str, str]] = {
    "done": ("chip-good", "check-circle-fill", msgid("Hoàn thành đúng hạn")),
    "done_late": ("chip-good-late", "check-circle", msgid("Hoàn thành quá hạn")),
    "assigned": ("chip-going", "inbox", msgid("Đã giao, chưa tiếp nhận")),
    "going": ("chip-going", "play-circle", msgid("Trong hạn")),
    "soon": ("chip-soon", "alarm", msgid("Sắp đến hạn")),
    "late": ("chip-late", "exclamation-octagon-fill", msgid("Quá hạn")),
    "wait": ("chip-wait", "hourglass-split", msgid("Chờ xác nhận")),
    "prepared": ("chip-wait", "person-check", msgid("Chờ trưởng đơn vị duyệt")),
    "back": ("chip-back", "arrow-return-left", msgid("Yêu cầu bổ sung")),
    "declined": ("chip-soon", "arrow-repeat", msgid("Đề nghị giao đơn vị khác")),
    "none": ("chip-none", "calendar-x", msgid("Chưa có hạn")),
    "held": ("chip-held", "pause-circle", msgid("Chờ đơn vị khác")),
    "paused": ("", "pause-circle", msgid("Tạm dừng")),
    "dropped": ("", "x-circle", msgid("Không còn phải thực hiện")),
    "carried": ("", "arrow-right", msgid("Chuyển tiếp năm sau")),
    "unassigned": ("chip-soon", "question-circle", msgid("Chưa giao")),
    "standing": ("", "arrow-repeat", msgid("Quy định thực hiện thường xuyên")),
    "ask": ("chip-soon", "question-circle", msgid("Cần xác nhận")),
    "clear": ("chip-good", "check2-circle", msgid("Rõ")),
    "ended": ("", "x-circle", msgid("Hết hiệu lực")),
    "direction_open": ("chip-soon", "hourglass-split", msgid("Chờ trả lời")),
    "direction_late": ("chip-late", "exclamation-octagon-fill", msgid("Quá hạn trả lời")),
    "direction_answered": ("chip-good", "check-circle-fill", msgid("Đã trả lời")),
    "direction_withdrawn": ("", "x-circle", msgid("Đã rút")),
    "news": ("chip-going", "bell", msgid("Mới")),
    "chance_likely": ("chip-good", "check2-circle", msgid("Nhiều khả năng kịp")),
    "chance_doubtful": ("chip-soon", "question-circle", msgid("Chưa chắc kịp")),
    "chance_unlikely": ("chip-late", "exclamation-triangle-fill", msgid("Khó kịp")),
    "broken": ("chip-late", "x-circle-fill", msgid("Không khớp")),
}


def init_chips(app: Flask) -> None:
    """Give templates the table of chips, and the chip of how a task stands."""
    app.jinja_env.globals.update(CHIPS=CHIPS, standing_chip=standing_chip)


def standing_chip(stands: Any) -> Markup:
    """Return the chip of a standing (chip, words, params); long lists show the same few over and over."""
    return _chip(language(), stands.chip, stands.words, tuple(stands.params.items()), icons())


@lru_cache(maxsize=4096)
def _chip(language: str, name: str, words: str, params: tuple[tuple[str, Any], ...], sprite: str) -> Markup:
    css, glyph, _label = CHIPS[name]
    said = gettext(words, **dict(params)) if params else gettext(words)
    return Markup(
        '<span class="chip {}"><svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>{}</span>'
    ).format(css, sprite, glyph, said)
