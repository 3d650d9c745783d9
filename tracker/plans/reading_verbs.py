"""The words that begin what a unit does."""

import re

# Lower case only: in "Phòng Tổ chức cán bộ" the word is part of the name.
_VERBS = (
    r"thực hiện|cung cấp|cập nhật|cập nhập|đăng tải|đăng ký|đăng tin|đăng bài|đăng|rà soát|"
    r"kiểm tra|kiểm duyệt|đôn đốc|theo dõi|giám sát|chủ trì|chủ động|phối hợp|là|làm|tham mưu|tổng hợp|báo cáo|"
    r"xây dựng|ban hành|triển khai|"
    r"tổ chức(?!,? (?:và |hoặc )?(?:cá nhân|doanh nghiệp|chính trị|phi chính phủ|xã hội|đảng|đoàn thể))|chịu|"
    r"có trách nhiệm|có nhiệm vụ|hướng dẫn|gửi|lập|công khai|công bố|trả lời|xử lý|giải quyết|hoàn thành|"
    r"hoàn thiện|bố trí|căn cứ|tiếp tục|thường xuyên|khẩn trương|nghiêm túc|kịp thời|phải|cần|sẽ|đảm bảo|"
    r"bảo đảm|duy trì|nâng cấp|nâng cao|đề xuất|trình|thẩm định|biên tập|biên soạn|dịch(?! bệnh| vụ)|phân công|cử|"
    r"quán triệt|phổ biến|tuyên truyền|thu thập|chuẩn bị|chuyển|khắc phục|tăng cường|đẩy mạnh|phản ánh|khi|nếu|"
    r"chậm nhất|định kỳ|(?:hằng|hàng)(?= (?:ngày|tuần|tháng|quý|quí|năm))|trước|viết|chọn lọc|bổ sung|"
    r"điều chỉnh|sửa đổi|soạn thảo|đánh giá|thống kê|kiểm kê|số hóa|đề nghị|đầu mối|tiếp nhận|tham gia|"
    r"tích cực|niêm yết|sao lưu|khai thác|vận hành|quản trị|quản lý|phân tích|đối chiếu|lựa chọn|in|nhập|đưa|"
    r"tạo|thiết kế|cải tiến|cải thiện|rút ngắn|cắt giảm|mở|lấy ý kiến|tổng kết|sơ kết|phê duyệt|chỉ đạo|"
    r"bàn giao|nhận|kiểm đếm|kiểm soát|sưu tầm|liệt kê|soạn|chỉnh sửa|chỉnh lý|tập huấn|bồi dưỡng|đào tạo|"
    r"khảo sát|giới thiệu|thay thế|gỡ bỏ|thiết lập|kết nối|tích hợp|xác nhận|xác minh|xác định|kiến nghị|"
    r"hỗ trợ|tư vấn|phát hành|phát động|tập trung|tập hợp|hoàn tất|nộp|thu gom|chia sẻ|chấn chỉnh|khuyến khích|"
    r"bảo trì|sửa chữa|trực tiếp|tự|mỗi|đồng thời|sớm|ghi|nhắc nhở|thông báo|tạo lập|cam kết|phấn đấu|rà lại|"
    r"đổi mới|mời|ký|chọn|nêu|giữ|đo lường|chấm điểm|thành lập|tuyển chọn|huy động|vận động|phát sóng|phủ sóng|"
    r"thu hồi|làm việc|nâng|giảm|họp|kê khai|chứng thực|phát huy|biên dịch|quay|chụp|khai trương|lồng ghép|"
    r"cụ thể hóa|phân bổ|cài đặt|cấu hình|rút kinh nghiệm|kiểm điểm|xin ý kiến|trao đổi|ứng dụng|áp dụng|"
    r"sắp xếp|điều động|thanh toán|quyết toán|nghiên cứu|xem xét|phát hiện|củng cố|đề ra|nhân rộng|khai báo|"
    r"dự thảo|lắp|gắn|rút|giao|kiện toàn|bảo mật|xóa|xoá|gỡ|hủy|huỷ|bãi bỏ|mua sắm|mua|lắp đặt|trang bị|"
    r"chi trả|phụ trách|chấm dứt|thu(?= (?:đủ|nộp|phí|tiền|đúng|lại|hộ))|dự toán|quan tâm|lấy phiếu|xử phạt|"
    r"thay|treo|dán|công nhận|chỉ(?= (?:trả|tiếp nhận|giải quyết|thu))|tiến hành|khởi công|ra quân|thí điểm|"
    r"(?<!toàn )vệ sinh|xác lập|luân chuyển|kiểm định|cân đối|loại bỏ|tách|gộp|di dời|"
    r"cấp(?= (?:phát|mới|đổi|lại|đủ|bù|giấy|tài khoản|chứng thư))|kiên quyết|tuyệt đối|xóa bỏ|bám sát|nắm bắt|"
    r"đối thoại|(?<!và )trả(?= (?:kết quả|đúng|lại))|tiếp(?= (?:công dân|dân|thu))|phân loại|phân cấp|ủy quyền|"
    r"chuẩn hóa|đồng bộ|liên thông|khóa|sàng lọc|hoàn trả|truy thu|đình chỉ|cảnh báo|phê bình|xếp loại|"
    r"bình xét|cắm|ưu tiên|dành|làm rõ|giải trình|khôi phục|phục hồi|bảo dưỡng|thẩm tra|nghiệm thu|trao|"
    r"siết chặt|hậu kiểm|kết hợp|liên hệ|lên(?= (?:kế hoạch|lịch|danh sách|phương án))|"
    r"chi(?= (?:đúng|đủ|tiền))|tinh giản|rà quét|cải tạo|sản xuất|cấm|"
    r"(?<!dự án )(?<!uản lý )(?<!chủ )(?<!tiến )đầu tư(?! xây dựng| công(?!\w))|tìm|khuyến cáo|yêu cầu|"
    r"hạn chế(?= việc)|mua bổ sung|sinh hoạt|học tập|kết nạp|giúp|khám|điều trị|nạo vét|sửa|thi công|giải ngân|"
    r"giải phóng|dọn|quét|tiếp sóng|kéo giảm|tháo gỡ|tháo dỡ|cưỡng chế|thi tuyển|tuyển dụng|thuê|đấu thầu|"
    r"chỉnh trang|khen thưởng|động viên|nhắc|đẩy nhanh|hoàn chỉnh|trích xuất|phối kết hợp|tạm dừng|dừng|ngừng|"
    r"cải chính|đính chính|kiểm định|quảng bá|xúc tiến|giao ban|đăng kí|tra cứu|bảo quản|truyền đạt"
)
PREDICATE = re.compile(rf"(?:{_VERBS})(?!\w)")
ACTION = re.compile(rf"(?:{_VERBS}|không để|mỗi|100\s*%)(?!\w)", re.IGNORECASE)
