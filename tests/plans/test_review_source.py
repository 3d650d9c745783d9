"""The source pane: every row finds its words, also where one span lies in another."""

from tracker.plans.source import paragraphs

TEXT = "Một hai ba.\n\nBốn năm sáu bảy.\nTám."


def marks(spans, unread=None):
    """Return (number, words, first, last) of every marked piece, line by line."""
    lines = paragraphs(TEXT, spans, unread)
    assert "\n".join("".join(piece.text for piece in line) for line in lines) == TEXT.replace("\n\n", "\n")
    return [[(p.number, p.text, p.first, p.last) for p in line if p.number] for line in lines]


def test_a_span_over_two_lines_has_one_anchor_and_one_number():
    assert marks({(4, 20): 1}) == [[(1, "hai ba.", True, False)], [(1, "Bốn năm", False, True)], []]


def test_a_span_inside_another_keeps_its_own_mark():
    assert marks({(13, 29): 1, (17, 20): 2})[1] == [
        (1, "Bốn ", True, False),
        (2, "năm", True, True),
        (1, " sáu bảy.", False, True),
    ]


def test_a_span_that_begins_with_another_does_not_take_its_anchor():
    assert marks({(13, 29): 1, (13, 20): 2})[1] == [(2, "Bốn năm", True, True), (1, " sáu bảy.", True, True)]


def test_a_sentence_of_no_row_is_marked_apart():
    line = paragraphs(TEXT, {(13, 20): 1}, {(30, 34): 3})[2]
    assert [(piece.text, piece.number, piece.unread) for piece in line] == [("Tám.", 3, True)]
    assert not any(piece.unread for piece in paragraphs(TEXT, {(13, 20): 1}, {(30, 34): 3})[1])


def test_a_span_beyond_the_text_does_no_harm():
    assert marks({(30, 99): 1})[2] == [(1, "Tám.", True, True)]
