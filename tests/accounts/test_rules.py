"""Passwords, locks, names and addresses: tables without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.accounts import passwords
from tracker.accounts.rules import address_key, check_password, locked_until, names_from, normal_login
from tracker.errors import RuleBroken

NOW = datetime(2022, 10, 12, tzinfo=UTC)
NAMES = ["Nguyễn Thị Lan", "Sở Khoa học và Công nghệ tỉnh Lam Sơn", "KHCN"]


def refused(password, classes=False, shortest=8):
    try:
        check_password(password, shortest=shortest, classes=classes, login="ntlan", names=NAMES)
    except RuleBroken as broken:
        return broken.message % broken.params if broken.params else broken.message
    return ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("bảy chữ", "ít nhất 8"),
        ("a" * 129, "nhiều nhất 128"),
        ("matkhau123", "dễ đoán"),
        ("Mật khẩu 2022", "dễ đoán"),
        ("MatKhau@2022", "dễ đoán"),
        ("123456789", "dễ đoán"),
        ("12345678", "dễ đoán"),
        ("87654321", "dễ đoán"),
        ("qwertyuiop", "dễ đoán"),
        ("aaaaaaaaaa", "dễ đoán"),
        ("12/10/2022", "dễ đoán"),
        ("anhyeuem99", "dễ đoán"),
        ("khoahoccongnghe", "dễ đoán"),
        ("ntlan2022", "tên đăng nhập"),
        ("NguyenThiLan1", "tên người"),
        ("So Khoa hoc va Cong nghe tinh Lam Son", "tên cơ quan"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password, why):
    assert why in refused(password)


@pytest.mark.parametrize(
    "password",
    ["Ruộng lúa chín vàng 7", "mot mat khau kha dai", "x7#kQ9!z", "a" * 100 + "bcd efg", "Sông Lam xanh mãi nhé"],
)
def test_any_other_password_is_allowed_without_rules_of_composition(password):
    assert refused(password) == ""


@pytest.mark.parametrize(
    ("password", "allowed"),
    [("ruộng lúa chín vàng 7", False), ("Ruộng lúa chín vàng!", False), ("Ruonglua7", False), ("Ruộng lúa 7", True)],
)
def test_the_stricter_local_rule_asks_for_four_classes(password, allowed):
    assert (refused(password, classes=True) == "") is allowed


def test_a_longer_least_length_may_be_set():
    assert "ít nhất 14" in refused("Ruộng lúa 7", shortest=14)


@pytest.mark.parametrize(
    ("minutes_ago", "locked"),
    [
        ([], False),
        ([1, 2, 3, 4], False),
        ([1, 2, 3, 4, 5], True),
        ([14, 14, 14, 14, 14], True),
        ([15, 16, 17, 18, 19], False),
        ([1, 2, 3, 4, 17], False),
        ([0, 0, 0, 0, 0], True),
    ],
)
def test_a_lock_needs_enough_failures_close_together_and_ends(minutes_ago, locked):
    failures = [NOW - timedelta(minutes=ago) for ago in minutes_ago]
    assert (locked_until(failures, NOW, after=5, minutes=15) is not None) is locked


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_device_counts_as_one_address(address, key):
    assert address_key(address) == key


def test_a_sign_in_name_matches_however_it_is_typed():
    assert normal_login("  LaN ") == normal_login("lan")
    assert normal_login("BI\u0300nh") == normal_login("bình")


def test_names_come_from_commas_and_lines_each_once():
    assert names_from("P. QLKH; Phòng  Khoa học\nPHONG KHOA HOC;; TTƯD;") == ["P. QLKH", "Phòng Khoa học", "TTƯD"]
    assert names_from("các phòng, đơn vị\ncác phòng") == ["các phòng, đơn vị", "các phòng"]


def test_a_password_matches_however_the_keyboard_composes_it():
    stored = passwords.make_hash("Ru\u1ed9ng lúa", "low")
    assert passwords.is_right(stored, "Ruo\u0302\u0323ng lúa", "low")
    assert not passwords.is_right(stored, "Ruong lua", "low")


@pytest.mark.parametrize("stored", [None, "", "kein-hash", "$argon2id$broken"])
def test_no_password_matches_where_none_is_stored(stored):
    assert not passwords.is_right(stored, "", "low")
    assert not passwords.is_right(stored, "x", "low")


def test_passwords_are_kept_as_argon2id_that_costs_what_it_should():
    assert passwords.make_hash("Ruộng lúa").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_outdated(passwords.make_hash("Ruộng lúa", "low"), "normal")
