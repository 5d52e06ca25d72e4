"""The demo's home page, stories and policies. The policies are examples to adapt, not legal advice, and say so."""

from wagtail.models import Page, Site

from catalogue.models import Product
from shop.content.models import HomePage, SiteAppearance, StoryPage, TextPage

NOTICE = "<p><i>Văn bản mẫu của bản demo: đơn vị vận hành phải thay bằng chính sách của mình.</i></p>"

TITLE = "Hàng OCOP, sao có bằng chứng"
LEAD = "Mua thẳng từ hợp tác xã và hộ sản xuất. Mỗi ngôi sao ở đây dẫn tới quyết định đã trao nó, và mất đi đúng ngày hết hạn."

POLICIES = (
    (
        "Tin một ngôi sao thế nào",
        "Sao OCOP do Nhà nước cấp, có hạn 36 tháng. Chúng tôi chỉ hiện sao khi quyết định còn hiệu lực.",
        "<h2>Ai cấp sao</h2><p>UBND tỉnh công nhận 3 và 4 sao, Bộ Nông nghiệp và Môi trường công nhận 5 sao. Sao không phải điểm "
        "đánh giá của người mua.</p><h2>Xem bằng chứng</h2><p>Mỗi sản phẩm có một trang chứng nhận: số quyết định, cơ quan, ngày "
        "hiệu lực và các lần công nhận trước. Quét mã QR trên trang để mở lại bất cứ lúc nào.</p><h2>Khi sao hết hạn</h2><p>Trang "
        "sản phẩm vẫn còn, huy hiệu sao mất ngay trong ngày và có dòng ghi rõ từ khi nào.</p>",
    ),
    (
        "Cách sắp xếp",
        "Thứ tự sản phẩm trong danh sách và kết quả tìm kiếm.",
        "<h2>Danh sách</h2><p>Mặc định: hàng còn trước, rồi số sao còn hiệu lực, rồi hàng mới lên kệ. Người xem có thể đổi sang mới "
        "nhất, giá hoặc số sao.</p><h2>Tìm kiếm</h2><p>Tên khớp cả dấu trước, rồi tên khớp không dấu, rồi nội dung khác; cùng mức thì "
        "hàng còn trước.</p><p>Không ai trả tiền để được đứng trước.</p>",
    ),
    (
        "Giao hàng và đổi trả",
        "Mỗi chủ thể gửi hàng của mình; một lần mua có thể thành nhiều kiện.",
        NOTICE
        + "<h2>Giao hàng</h2><p>Phí và thời gian dự kiến hiện trước khi đặt. Người mua được kiểm tra hàng khi nhận.</p><h2>Đổi "
        "trả</h2><p>Hàng lỗi, hỏng hoặc sai so với mô tả: yêu cầu trong 7 ngày, người bán chịu phí gửi lại. Tiền hoàn về đúng cách đã "
        "trả.</p>",
    ),
    (
        "Khiếu nại",
        "Gửi khiếu nại trực tuyến hoặc qua điện thoại ở chân trang.",
        NOTICE
        + "<ul><li>Hàng hỏng, sai, thiếu: trả lời trong 1 ngày làm việc, giải quyết trong 7 ngày.</li><li>Thông tin hoặc dấu sao "
        "sai: trả lời trong 1 ngày làm việc, giải quyết trong 3 ngày.</li><li>Hoàn tiền: trả lời trong 2 ngày làm việc, giải quyết "
        "trong 10 ngày.</li></ul>",
    ),
    (
        "Bảo vệ dữ liệu cá nhân",
        "Chúng tôi giữ gì, để làm gì, trong bao lâu.",
        NOTICE
        + "<p>Chúng tôi giữ tên, số điện thoại, địa chỉ để giao hàng và chứng từ bán hàng theo luật; không theo dõi hành vi, không "
        "gửi dữ liệu cho bên thứ ba ngoài người bán và bên giao hàng. Bạn có thể yêu cầu xem, sửa hoặc xóa qua liên hệ ở chân trang.</p>",
    ),
    (
        "Điều khoản sử dụng",
        "Quyền và nghĩa vụ của người mua, người bán và đơn vị vận hành.",
        NOTICE
        + "<p>Giá đã gồm thuế, chưa gồm phí giao hàng. Đơn hàng thành lập khi người bán xác nhận. Người mua hủy được trước khi hàng "
        "được đóng gói.</p>",
    ),
)


def make_pages(stories: list[dict]) -> None:
    """`stories` as `data/stories.toml` tells them; their products must be there."""
    root = Page.get_first_root_node()
    for old in root.get_children().filter(slug="home"):
        old.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title=TITLE, slug="trang-chu", lead=LEAD))
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    site.root_page, site.site_name = home, "Chợ Phiên"
    site.save()
    SiteAppearance.objects.get_or_create(site=site, defaults={"theme": "base"})
    texts = [
        home.add_child(instance=TextPage(title=title, lead=lead, body=body, show_in_menus=True))
        for title, lead, body in POLICIES
    ]
    told = [home.add_child(instance=_story(story)) for story in stories]
    home.body = _blocks(trust=texts[0], stories=told)
    home.save_revision().publish()


def _story(told: dict) -> StoryPage:
    number_of = dict(Product.objects.filter(title__in=told["products"]).values_list("title", "pk"))
    return StoryPage(
        title=told["title"],
        lead=told["lead"],
        place=told["place"],
        body=told["body"],
        is_demo=True,
        products=[("product", Product.objects.get(pk=number_of[title])) for title in told["products"]],
    )


def _blocks(*, trust: TextPage, stories: list[StoryPage]) -> list[tuple[str, dict]]:
    return [
        ("hero", {"title": TITLE, "text": LEAD, "link_text": "Tin một ngôi sao thế nào", "link": trust}),
        ("products", _row("Sao còn hiệu lực", "stars", most=8)),
        ("trust", {"page": trust}),
        ("products", _row("Từ Lâm Đồng", "province", province="68")),
        ("products", _row("Từ Sơn La", "province", province="14")),
        ("stories", {"title": "Chuyện ở vùng trồng", "stories": [{"page": story} for story in stories]}),
        ("products", _row("Mới lên kệ", "newest")),
        ("provinces", {"title": "Theo tỉnh"}),
    ]


def _row(title: str, rule: str, *, province: str = "", most: int = 4) -> dict:
    return {"title": title, "rule": rule, "province": province, "group": "", "products": [], "most": most}
