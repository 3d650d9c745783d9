"""What a file's name says, and when a receiver's days start."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.handovers.rules import Head, days_between, head_of_name, receiver_due
from tracker.workdays.rules import NONE, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        (
            "12_QD-SKHCN_2022-09-01 khen thuong.pdf",
            Head("12/QĐ-SKHCN", date(2022, 9, 1), "khen thuong"),
        ),
        ("112-QD-XPHC.pdf", Head("112/QĐ-XPHC")),
        ("107-QD-SKHCN (1).pdf", Head("107/QĐ-SKHCN")),
        ("QD 118 ky so.pdf", Head("118/QĐ", None, "ky so")),
        ("15 QĐ-SKHCN 05.10.2022 xử phạt.docx", Head("15/QĐ-SKHCN", date(2022, 10, 5), "xử phạt")),
        ("20221005_bien ban.pdf", Head("", date(2022, 10, 5), "bien ban")),
        # A scan says nothing but its own name; a day that no month has is no day.
        ("scan_0031.pdf", Head("", None, "scan 0031")),
        ("2022-13-45 x.pdf", Head("", None, "2022-13-45 x")),
        ("", Head()),
    ],
)
def test_a_file_name_gives_number_day_and_words(name, head):
    assert head_of_name(name) == head


@given(st.text(max_size=80))
def test_any_file_name_is_read(name):
    head_of_name(name)


@pytest.mark.parametrize(
    ("due", "supplier_due", "handed", "received", "days", "expected"),
    [
        # Unset: in time changes nothing; late moves the deadline by the days that the supply came late.
        (date(2022, 10, 31), date(2022, 10, 10), date(2022, 10, 10), date(2022, 10, 12), None, date(2022, 10, 31)),
        (date(2022, 10, 31), date(2022, 10, 10), date(2022, 10, 13), date(2022, 10, 13), None, date(2022, 11, 3)),
        (date(2022, 10, 10), None, date(2022, 10, 12), date(2022, 10, 12), None, date(2022, 10, 13)),
        (None, date(2022, 10, 10), date(2022, 10, 13), date(2022, 10, 13), None, None),
        # Set: working days from the receipt, never earlier than before.
        (date(2022, 10, 31), date(2022, 10, 10), date(2022, 10, 13), date(2022, 10, 13), 2, date(2022, 10, 31)),
        (date(2022, 10, 13), date(2022, 10, 10), date(2022, 10, 14), date(2022, 10, 14), 2, date(2022, 10, 18)),
        (None, None, date(2022, 10, 14), date(2022, 10, 14), 2, date(2022, 10, 18)),
    ],
)
def test_the_receivers_days_start_at_the_receipt(due, supplier_due, handed, received, days, expected):
    told = {"handed_on": handed, "received_on": received, "days": days, "special": NONE}
    assert receiver_due(due, supplier_due, **told) == expected


@given(due=DAYS, supplier_due=DAYS, handed=DAYS, days=st.none() | st.integers(1, 90))
def test_a_receiver_never_loses_a_day_by_the_supplier(due, supplier_due, handed, days):
    told = {"handed_on": handed, "received_on": handed, "days": days, "special": NONE}
    new = receiver_due(due, supplier_due, **told)
    assert new >= due
    if days is not None:
        assert working_days_between(handed, new) >= days
    else:
        assert (new - due).days >= (handed - supplier_due).days


def test_days_between_needs_both_days():
    assert days_between(date(2022, 10, 5), date(2022, 10, 10)) == 5
    assert days_between(None, date(2022, 10, 10)) is None
    assert days_between(date(2022, 10, 5), None) is None
