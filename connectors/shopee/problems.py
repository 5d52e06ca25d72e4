# ruff: noqa: E501 - one row of the table per line pair
"""Every refusal of Shopee that we know, in words for the seller.

Keys are Shopee's codes without module prefix, or our own name where one code stands for
several things (`error_auth`, `error_param`). Each row: our field, what happened, what to
do, then the same in English.
"""

from __future__ import annotations

from connectors.contract import Problem, ProblemText

# A table is read by rows: the formatter would give each sentence a line of its own.
# fmt: off
_ROWS: dict[str, tuple[str, str, str, str, str]] = {
    # --- the account ---
    "access_token_invalid": ("account",
        "Shopee không nhận mã truy cập của gian hàng.", "Hệ thống sẽ tự lấy mã mới; nếu vẫn lỗi, hãy kết nối lại gian hàng.",
        "Shopee does not accept the shop's access token.", "A new one is taken by itself; if it goes on, connect the shop again."),
    "grant_lost": ("account",
        "Quyền kết nối với gian hàng Shopee không còn hiệu lực.", "Bấm “Kết nối lại” và đăng nhập bằng tài khoản chính của gian hàng.",
        "The permission for this Shopee shop is no longer valid.", "Press “Connect again” and sign in with the shop's main account."),
    "shop_banned": ("account",
        "Shopee đã khóa gian hàng này.", "Liên hệ Shopee để mở khóa, sau đó kết nối lại.",
        "Shopee has banned this shop.", "Ask Shopee to lift the ban, then connect again."),
    "invalid_code": ("account",
        "Mã đăng nhập từ Shopee đã hết hạn hoặc đã được dùng.", "Bấm “Kết nối” để đăng nhập lại; mã chỉ dùng được một lần trong 10 phút.",
        "The sign-in code from Shopee has expired or was used.", "Press “Connect” again; a code works once, within 10 minutes."),
    "invalid_shop_id": ("account",
        "Gian hàng đăng nhập không khớp với mã gian hàng mà Shopee gửi về.", "Kết nối lại và chọn đúng gian hàng.",
        "The shop signed in is not the one in Shopee's answer.", "Connect again and choose the right shop."),
    "shop_under_penalty": ("account",
        "Gian hàng đang bị Shopee phạt nên không sửa được.", "Xem “Hiệu quả hoạt động” trên Kênh Người Bán; sửa lại sau khi hết hạn phạt.",
        "The shop is under a Shopee penalty and can't edit.", "See the penalty in Seller Centre; edit when it has ended."),
    "holiday_mode": ("account",
        "Gian hàng đang bật (hoặc đang chuyển) chế độ tạm nghỉ.", "Tắt chế độ tạm nghỉ trên Kênh Người Bán rồi gửi lại.",
        "The shop is in, or changing, holiday mode.", "Turn holiday mode off in Seller Centre, then send again."),
    # --- the installation ---
    "error_sign": ("installation",
        "Shopee từ chối chữ ký của ứng dụng.", "Quản trị viên kiểm tra Partner ID, Partner Key và địa chỉ máy chủ Shopee.",
        "Shopee rejects the application's signature.", "An administrator checks partner id, partner key and host."),
    "invalid_partner_id": ("installation",
        "Shopee không biết Partner ID này.", "Quản trị viên kiểm tra Partner ID trong cài đặt.",
        "Shopee does not know this partner id.", "An administrator checks the partner id in the settings."),
    "error_partner_key_expired": ("installation",
        "Partner Key đã hết hạn.", "Quản trị viên tạo khóa mới trên Shopee Open Platform và nhập vào cài đặt.",
        "The partner key has expired.", "An administrator makes a new key in the Shopee console and enters it."),
    "source_ip_undeclared": ("installation",
        "Địa chỉ IP của máy chủ chưa được khai báo với Shopee.", "Quản trị viên thêm địa chỉ IP vào danh sách cho phép trên Shopee Open Platform.",
        "The server's IP address is not declared at Shopee.", "An administrator adds it to the allow-list in the console."),
    "error_api_permission": ("installation",
        "Ứng dụng chưa được Shopee cấp quyền cho thao tác này.", "Quản trị viên xin quyền trên Shopee Open Platform.",
        "The application may not use this function.", "An administrator applies for the permission at Shopee."),
    "error_api_call_restricted": ("installation",
        "Shopee đang hạn chế ứng dụng gọi thao tác này.", "Quản trị viên xem thông báo trên Shopee Open Platform.",
        "Shopee restricts this function for the application.", "An administrator reads the notice in the console."),
    "api_suspended": ("installation",
        "Shopee đã tạm ngưng chức năng này.", "Chờ Shopee mở lại; quản trị viên theo dõi thông báo của Shopee.",
        "Shopee has suspended this function.", "Wait until Shopee reopens it; watch its notices."),
    "error_kyc_auth": ("installation",
        "Tài khoản đối tác chưa hoàn tất xác minh danh tính (KYC).", "Quản trị viên hoàn tất xác minh trên Shopee Open Platform.",
        "The partner account's identity check (KYC) is not done.", "An administrator completes it in the Shopee console."),
    "clock_wrong": ("installation",
        "Đồng hồ máy chủ lệch quá 5 phút so với Shopee.", "Quản trị viên bật đồng bộ giờ (NTP) trên máy chủ.",
        "The server's clock is more than 5 minutes off.", "An administrator turns on time synchronisation (NTP)."),
    # --- waiting ---
    "error_rate_limit": ("",
        "Đang gửi quá nhanh nên Shopee yêu cầu chờ.", "Không cần làm gì: hệ thống tự gửi tiếp.",
        "Shopee asks us to slow down.", "Nothing to do: sending goes on by itself."),
    "error_limit": ("",
        "Đã hết lượt gọi Shopee trong ngày.", "Không cần làm gì: hệ thống gửi tiếp sau 0 giờ (UTC+8).",
        "Today's calls to Shopee are used up.", "Nothing to do: sending goes on after midnight (UTC+8)."),
    "busy": ("",
        "Hệ thống Shopee đang bận hoặc gặp lỗi tạm thời.", "Không cần làm gì: hệ thống sẽ thử lại.",
        "Shopee is busy or has a passing fault.", "Nothing to do: it will be tried again."),
    "variations_pending": ("",
        "Sản phẩm đã tạo; các phân loại hàng sẽ được thêm sau vài giây.", "Không cần làm gì: hệ thống tự hoàn tất.",
        "The item exists; its variations follow in a few seconds.", "Nothing to do: it completes by itself."),
    # --- listing ---
    "error_item_not_found": ("",
        "Không còn sản phẩm này trên Shopee.", "Đăng lại sản phẩm, hoặc bỏ liên kết nếu bạn đã chủ ý xóa.",
        "This item no longer exists on Shopee.", "List it again, or remove the link if you deleted it on purpose."),
    "error_item_not_belong_shop": ("",
        "Sản phẩm này thuộc một gian hàng khác.", "Kiểm tra bạn đã kết nối đúng gian hàng chưa.",
        "This item belongs to another shop.", "Check that the right shop is connected."),
    "error_item_uneditable": ("",
        "Hiện Shopee không cho sửa sản phẩm này.", "Mở sản phẩm trên Kênh Người Bán để xem lý do (đang duyệt, bị khóa…) rồi gửi lại.",
        "Shopee does not let this item be edited now.", "Open it in Seller Centre to see why, then send again."),
    "unlist_in_promotion": ("visibility",
        "Không ẩn được vì sản phẩm đang tham gia chương trình khuyến mãi.", "Rút sản phẩm khỏi chương trình khuyến mãi trên Shopee rồi gửi lại.",
        "The item can't be hidden while it is in a promotion.", "Take it out of the promotion on Shopee, then send again."),
    "image_not_found": ("images",
        "Shopee không đọc được ảnh.", "Tải lại ảnh JPG hoặc PNG, mỗi ảnh không quá 10 MB.",
        "Shopee could not read the picture.", "Upload the picture again as JPG or PNG of at most 10 MB."),
    # --- stock ---
    "stock_below_reserved": ("stock",
        "Tồn kho thấp hơn số lượng Shopee đang giữ cho khuyến mãi.", "Tăng tồn kho, hoặc giảm số lượng đăng ký khuyến mãi trên Shopee.",
        "The stock is less than what Shopee reserves for a promotion.", "Raise the stock or lower the promotion's quantity on Shopee."),
    "stock_structure": ("stock",
        "Cách chia kho không khớp với sản phẩm trên Shopee.", "Kiểm tra cài đặt kho của gian hàng trên Shopee rồi gửi lại.",
        "The warehouse structure differs from the item's on Shopee.", "Check the shop's warehouses on Shopee, then send again."),
    "location_missing": ("stock",
        "Gian hàng có nhiều kho nên Shopee cần mã kho.", "Chọn kho cho kênh này trong cài đặt gian hàng.",
        "The shop has several warehouses, so Shopee needs a location.", "Choose a warehouse for this channel."),
    "error_cannt_edit_stock_in_promotion": ("stock",
        "Không sửa được tồn kho khi sản phẩm đang khuyến mãi.", "Chờ hết chương trình, hoặc rút sản phẩm khỏi chương trình trên Shopee.",
        "Stock can't change during the promotion.", "Wait for its end or take the item out of it on Shopee."),
    "error_edit_item_stock_for_item_has_model": ("stock",
        "Sản phẩm có phân loại nên tồn kho phải đặt theo từng phân loại.", "Ghép từng phân loại với mặt hàng của bạn rồi gửi lại.",
        "The item has variations: stock is set on each.", "Match each variation with your product, then send again."),
    "error_busi_update_stock_failed": ("stock",
        "Shopee không nhận tồn kho của phân loại này.", "Xem lý do Shopee ghi bên dưới, sửa rồi gửi lại.",
        "Shopee did not take the stock of this variation.", "See Shopee's reason below, mend it and send again."),
    "error_not_in_whitelist": ("stock",
        "Gian hàng chỉ có một kho.", "Bỏ mã kho trong cài đặt của kênh.",
        "The shop has a single warehouse.", "Clear the warehouse code in the channel's settings."),
    # --- price ---
    "error_cannt_edit_price_in_promotion": ("price",
        "Không sửa được giá khi sản phẩm đang khuyến mãi.", "Chờ hết chương trình, hoặc rút sản phẩm khỏi chương trình trên Shopee.",
        "The price can't change during the promotion.", "Wait for its end or take the item out of it on Shopee."),
    "error_in_item_promotion_item_price_lock": ("price",
        "Giá đang bị khóa bởi một chương trình khuyến mãi.", "Chờ hết chương trình, hoặc rút sản phẩm khỏi chương trình trên Shopee.",
        "A promotion locks the price.", "Wait for its end or take the item out of it on Shopee."),
    "error_edit_item_price_for_item_has_model": ("price",
        "Sản phẩm có phân loại nên giá phải đặt theo từng phân loại.", "Ghép từng phân loại với mặt hàng của bạn rồi gửi lại.",
        "The item has variations: the price is set on each.", "Match each variation with your product, then send again."),
    "error_price_exceed_min_limitt": ("price",
        "Giá thấp hơn mức tối thiểu của Shopee.", "Tăng giá bán trên kênh này.",
        "The price is below Shopee's minimum.", "Raise the price on this channel."),
    "error_price_exceed_max_limitt": ("price",
        "Giá cao hơn mức tối đa của Shopee.", "Giảm giá bán trên kênh này.",
        "The price is above Shopee's maximum.", "Lower the price on this channel."),
    "error_invalid_price_for_logistic": ("price",
        "Giá này không dùng được với đơn vị vận chuyển đã chọn.", "Đổi giá, hoặc chọn đơn vị vận chuyển khác cho sản phẩm.",
        "The chosen delivery does not allow this price.", "Change the price or choose another delivery."),
    "sale_price_unsupported": ("price",
        "Shopee chỉ nhận giá khuyến mãi qua chương trình trên Kênh Người Bán.", "Bỏ giá khuyến mãi của kênh này, hoặc tạo chương trình trên Shopee.",
        "Shopee takes sale prices only through its own promotions.", "Remove the sale price here or make a promotion on Shopee."),
    # --- orders ---
    "order_not_found": ("order",
        "Shopee không tìm thấy đơn hàng này trong gian hàng.", "Kiểm tra mã đơn và gian hàng.",
        "Shopee finds no such order in this shop.", "Check the order number and the shop."),
    "order_list_invalid_time": ("order",
        "Khoảng thời gian đọc đơn hàng dài quá 15 ngày.", "Lỗi của hệ thống: hãy báo cho quản trị viên.",
        "The time range of the order list exceeds 15 days.", "Our fault: tell an administrator."),
    "ship_order_only_support_one_type": ("shipping",
        "Chỉ được chọn một cách giao hàng cho đơn vị vận chuyển.", "Chọn lấy hàng tận nơi hoặc tự mang ra bưu cục.",
        "Only one way of handing over may be chosen.", "Choose either pick-up or drop-off."),
    "ship_order_need_sender_real_name": ("shipping",
        "Đơn vị vận chuyển cần họ tên thật của người gửi.", "Nhập họ tên người gửi rồi xác nhận giao hàng lại.",
        "The carrier needs the sender's real name.", "Enter the sender's name and arrange the shipment again."),
    "package_already_shipped": ("shipping",
        "Kiện hàng này đã được xác nhận giao trước đó.", "Không cần làm gì: xem mã vận đơn của kiện hàng.",
        "This parcel was already arranged.", "Nothing to do: see its tracking number."),
    "ship_order_not_ready_to_ship": ("shipping",
        "Đơn hàng chưa sẵn sàng để giao.", "Chờ đơn chuyển sang “Chờ lấy hàng” rồi thử lại.",
        "The order is not ready to ship.", "Wait until Shopee marks it ready, then try again."),
    "invalid_address_version": ("shipping",
        "Địa chỉ lấy hàng không còn hợp lệ theo địa giới hành chính mới.", "Cập nhật địa chỉ lấy hàng trên Kênh Người Bán rồi thử lại.",
        "The pick-up address is not valid under the new administrative units.", "Update it in Seller Centre, then try again."),
    "no_way_to_ship": ("shipping",
        "Shopee chưa đưa ra cách giao hàng nào cho đơn này.", "Đặt địa chỉ lấy hàng trên Kênh Người Bán rồi thử lại.",
        "Shopee offers no way to hand over this order yet.", "Set a pick-up address in Seller Centre, then try again."),
    # --- everything else ---
    "unknown": ("",
        "Shopee từ chối yêu cầu này.", "Xem lý do Shopee ghi bên dưới; sửa rồi gửi lại, hoặc báo quản trị viên.",
        "Shopee refused this request.", "See Shopee's reason below; mend it and send again, or tell an administrator."),
}
# fmt: on

PROBLEMS: dict[str, ProblemText] = {code: ProblemText(*row) for code, row in _ROWS.items()}


def problem(code: str, detail: str = "", *, field: str | None = None) -> Problem:
    """The card for a key of the table; an unknown one makes a card too, with its own code."""
    text = PROBLEMS.get(code, PROBLEMS["unknown"])
    found = text.problem(code, detail)
    if field is None:
        return found
    return Problem(field, found.code, found.message, found.remedy, found.detail)
