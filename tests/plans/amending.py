"""A plan, and documents that change it, for tests of re-reading and amendment."""

PLAN = """UBND TỈNH LAM SƠN
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 12/KH-SKHCN
Lam Sơn, ngày 20 tháng 01 năm 2022

KẾ HOẠCH
Khắc phục tồn tại, hạn chế của Cổng thông tin điện tử năm 2022

I. MỤC TIÊU
Nâng điểm đánh giá Cổng thông tin điện tử.
II. NỘI DUNG
1. Tin, bài hoạt động
- Tồn tại: Tin, bài hoạt động còn ít.
- Khắc phục: Giao Trung tâm Ứng dụng KH&CN đăng tối thiểu 40 tin, bài trong năm 2022 trước ngày 31/12/2022.
2. Văn bản khen thưởng
- Tồn tại: Chưa công khai văn bản khen thưởng.
- Khắc phục: Giao Thanh tra Sở cung cấp văn bản khen thưởng trước ngày 01/07/2022.
3. Góp ý dự thảo
- Tồn tại: Chưa tổng hợp ý kiến góp ý.
- Khắc phục: Giao Phòng Quản lý Khoa học tổng hợp ý kiến góp ý dự thảo văn bản trước ngày 30/09/2022.

Nơi nhận:
- Lưu: VT.
"""

AMENDMENT = """UBND TỈNH LAM SƠN
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 77/KH-SKHCN
Lam Sơn, ngày 18 tháng 7 năm 2022

KẾ HOẠCH
Điều chỉnh, bổ sung Kế hoạch số 12/KH-SKHCN ngày 20/01/2022 khắc phục tồn tại, hạn chế của Cổng thông tin điện tử

I. NỘI DUNG ĐIỀU CHỈNH
1. Mục II.1: Chỉ tiêu "Tối thiểu 40 tin, bài trong năm 2022" điều chỉnh thành "Tối thiểu 55 tin, bài trong năm 2022".
2. Mục II.2: Gia hạn thời gian Thanh tra Sở cung cấp văn bản khen thưởng từ ngày 30/6/2022 đến ngày 15/11/2022.
3. Mục II.3: Chuyển nhiệm vụ tổng hợp ý kiến góp ý từ Phòng Quản lý Khoa học sang Văn phòng Sở thực hiện.

II. NỘI DUNG BỔ SUNG
4. Biểu mẫu điện tử
- Tồn tại: Thiếu biểu mẫu điện tử.
- Khắc phục: Giao Trung tâm Ứng dụng KH&CN rà soát, đăng đủ biểu mẫu điện tử trước ngày 01/12/2022.

Nơi nhận:
- Lưu: VT.
"""
