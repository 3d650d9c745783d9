"""Work that goes from hand to hand: who joins in, whose time it is, how much is left over."""

from decimal import Decimal

from tests.plans.reading import section, when


def test_the_check_before_publishing_has_the_time_of_publishing():
    duties = section("Phòng A cung cấp số liệu hằng tuần; Phòng B kiểm duyệt; Văn phòng Sở đăng tải trong ngày.").duties
    assert [when(duty) for duty in duties] == ["weekly", "daily", "daily"]


def test_two_units_of_one_sentence_that_hand_nothing_over_keep_their_own_times():
    duties = section("Phòng A rà soát danh mục; Phòng B báo cáo trước ngày 15/3/2023.").duties
    assert [when(duty) for duty in duties] == ["none", "2023-03-14"]


def test_the_labelled_leader_joins_in_where_the_labelled_partner_leads():
    draft = section(
        "Các phòng gửi văn bản để Văn phòng đăng tải lên Cổng.",
        more="Chủ trì: Các phòng. Phối hợp: Văn phòng.",
    )
    assert [(duty.leads, duty.coops) for duty in draft.duties] == [
        (["Các phòng"], ["Văn phòng"]),
        (["Văn phòng"], ["Các phòng"]),
    ]


def test_clearing_a_backlog_aims_at_what_the_finding_counts():
    [duty] = section("Trả lời dứt điểm câu hỏi tồn đọng.", "Còn 06 câu hỏi chưa trả lời.").duties
    assert duty.target is not None
    assert (duty.target.value, duty.target.unit) == (Decimal(6), "câu hỏi")


def test_a_backlog_is_no_target_of_work_that_does_not_clear_it():
    assert section("Phân công người trả lời câu hỏi.", "Còn 06 câu hỏi chưa trả lời.").duties[0].target is None
    assert section("Trả lời dứt điểm thư.", "Còn 06 câu hỏi chưa trả lời.").duties[0].target is None
