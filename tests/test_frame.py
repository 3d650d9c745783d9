"""The frame of every page: headers, vendor files, errors."""


def test_unknown_page_asks_for_sign_in_or_says_so_in_vietnamese(app):
    answer = app.test_client().get("/khong-co")
    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in answer.text


def test_no_page_allows_inline_script_or_style(app):
    policy = app.test_client().get("/khong-co").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


def test_icons_are_cut_from_the_package(app):
    answer = app.test_client().get("/vendor/icons.svg")
    assert answer.mimetype == "image/svg+xml"
    assert 'id="house"' in answer.text
    assert len(answer.data) < 100_000


def test_vendor_serves_only_what_it_names(app):
    assert app.test_client().get("/vendor/../config.py").status_code == 404
    assert app.test_client().get("/vendor/fonts/BeVietnamPro-Bold.ttf").status_code == 200


def test_what_was_typed_survives_a_session_that_has_ended(app):
    answer = app.test_client().post("/tasks/1/report", data={"note": "Đã đăng ba bài"})
    assert answer.status_code == 401
    assert "Đã đăng ba bài" in answer.text
    assert "Phiên làm việc đã hết" in answer.text
