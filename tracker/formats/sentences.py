"""What is said about a file that cannot be read: what is wrong with it, and what to do instead."""

from tracker.errors import Unreadable
from tracker.text import msgid

# The programs that people make each kind of file with, and the ending to save it under.
PROGRAMS = {"docx": "Word", "xlsx": "Excel", "doc": "Word", "pdf": "PDF", "text": "Notepad"}
ENDINGS = {"docx": ".docx", "xlsx": ".xlsx", "doc": ".docx", "pdf": ".pdf", "text": ".txt"}

TOO_BIG = msgid("Tệp lớn hơn 20 MB nên không được nhận. Hãy bỏ bớt hình ảnh, hoặc dán nội dung vào ô văn bản.")
EMPTY = msgid("Tệp trống. Hãy chọn tệp có nội dung, hoặc dán nội dung kế hoạch vào ô văn bản.")
NO_WORDS = msgid("Tệp không có chữ nào đọc được (có thể là bản quét). Hãy dán nội dung kế hoạch vào ô văn bản.")
TOO_LONG = msgid("Bảng quá dài hoặc quá rộng nên không được đọc. Hãy chỉ giữ lại phần kế hoạch cần đọc rồi thử lại.")
IMAGE = msgid("Tệp là hình ảnh nên không đọc được chữ. Hãy chọn bản Word (.docx), hoặc dán nội dung vào ô văn bản.")
WRONG_KIND = msgid(
    "Chỉ đọc được tệp Word (.docx, .doc), PDF có chữ (.pdf), Excel (.xlsx, .csv) và văn bản (.txt, .md). Hãy chọn tệp "
    "khác, hoặc dán nội dung vào ô văn bản."
)
NOT_TEXT = msgid("Tên tệp là văn bản (.txt) nhưng nội dung không phải chữ. Hãy đổi tên tệp theo đúng loại rồi thử lại.")
IS_TEXT = msgid("Tên tệp là %(ending)s nhưng nội dung là văn bản thường. Hãy đổi tên tệp thành .txt rồi thử lại.")
TOO_SLOW = msgid("Đọc tệp quá lâu nên đã dừng. Hãy chia nhỏ tệp, lưu lại tệp, hoặc dán nội dung vào ô văn bản.")
TOO_HEAVY = msgid("Tệp quá phức tạp nên không đọc được. Hãy lưu lại tệp, hoặc dán nội dung vào ô văn bản.")
DAMAGED = msgid(
    "Tệp bị hỏng, không đọc được. Hãy mở tệp bằng %(program)s, lưu lại dưới dạng %(ending)s rồi thử lại, hoặc dán nội "
    "dung vào ô văn bản."
)
DAMAGED_PDF = msgid(
    "Tệp PDF bị hỏng, không đọc được. Hãy xuất lại PDF từ bản Word, chọn bản Word (.docx), hoặc dán nội dung vào ô văn "
    "bản."
)
LOCKED = msgid("Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi thử lại.")
TOO_MUCH = msgid("Tệp giải nén ra quá lớn (trên 64 MB) nên không được đọc. Hãy bỏ bớt hình ảnh rồi thử lại.")
MACROS = msgid("Tệp có chứa macro nên không được nhận. Hãy lưu lại dưới dạng %(ending)s không có macro.")
ENTITIES = msgid(
    "Tệp có khai báo thực thể bên ngoài nên không được nhận. Hãy lưu lại tệp bằng %(program)s rồi thử lại."
)
ODD_PARTS = msgid("Tệp có cấu trúc bất thường nên không được đọc. Hãy lưu lại tệp bằng %(program)s rồi thử lại.")
NOT_WORD = msgid("Tệp không phải văn bản Word (.docx). Hãy chọn đúng tệp, hoặc dán nội dung vào ô văn bản.")
NOT_SHEET = msgid("Tệp không phải bảng tính Excel (.xlsx). Hãy chọn đúng tệp, hoặc dán nội dung vào ô văn bản.")
NOT_OLD_WORD = msgid(
    "Tệp không phải văn bản Word đời cũ (.doc). Hãy mở bằng chương trình đã tạo ra tệp, lưu lại dưới dạng "
    ".docx rồi thử lại."
)
NO_ANTIWORD = msgid(
    "Máy chủ chưa cài chương trình antiword nên chưa đọc được tệp Word đời cũ (.doc). Quản trị viên cần cài gói "
    "antiword; trong lúc chờ, hãy mở tệp bằng Word và lưu lại dưới dạng .docx."
)
PICTURES = msgid(
    "Tệp PDF chỉ có hình ảnh (bản quét), không có chữ để đọc. Hãy chọn bản Word gốc, hoặc nhận dạng chữ (OCR) rồi thử "
    "lại, hoặc dán nội dung vào ô văn bản."
)
GARBLED = msgid(
    "Chữ trong tệp PDF không có mã Unicode nên không đọc đúng được. Hãy chọn bản Word gốc, hoặc dán nội dung vào ô văn "
    "bản."
)
TOO_MANY_PAGES = msgid("Tệp PDF có trên %(limit)s trang nên không được đọc. Hãy chỉ giữ lại các trang của kế hoạch.")


def refusal(sentence: str, kind: str) -> Unreadable:
    """Return a sentence about a file of a kind, with the program and the ending that belong to it."""
    if kind == "pdf" and sentence == DAMAGED:
        return Unreadable(DAMAGED_PDF)
    places = {"program": PROGRAMS[kind], "ending": ENDINGS[kind]}
    return Unreadable(sentence, **{name: value for name, value in places.items() if f"%({name})s" in sentence})
