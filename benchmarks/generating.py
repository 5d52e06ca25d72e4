"""The same generated products for both shops: titles, prices and texts follow from the number alone."""

from dataclasses import dataclass

GOODS = (
    "Măng nứa khô", "Mật ong hoa nhãn", "Chè shan tuyết", "Cà phê rang xay", "Miến dong", "Gạo nếp nương",
    "Thịt trâu gác bếp",
    "Hạt điều rang muối", "Nước mắm cá cơm", "Bánh đậu xanh", "Cam sành", "Bưởi da xanh", "Xoài sấy dẻo", "Mứt gừng",
    "Rượu nếp cẩm", "Khăn thổ cẩm", "Tinh dầu sả", "Nấm hương", "Tỏi đen", "Hồ tiêu sọ",
)  # fmt: skip
MANNERS = (
    "truyền thống",
    "hữu cơ",
    "đặc biệt",
    "nguyên chất",
    "thượng hạng",
    "bản Mường",
    "vùng cao",
    "gói quà",
    "nhà làm",
)
NAMES = ("Tâm", "Lan", "Hùng", "Mai", "Sơn", "Hà", "Phúc", "Đào", "Minh", "Ngọc", "Thảo", "Quý", "Yến")
STORY = (
    "Bà con trong bản chọn nguyên liệu từ sáng sớm, sơ chế bằng tay và phơi dưới nắng ba ngày. Mỗi mẻ được ghi chép "
    "lại để người mua biết hàng làm ở đâu, ai làm và làm từ khi nào. Đặc sản này hợp làm quà cho người đi xa."
)


@dataclass(frozen=True)
class Good:
    number: int
    title: str
    price: int
    story: str
    group: int


def goods(count: int) -> list[Good]:
    return [
        Good(
            number=n,
            title=f"{GOODS[n % 20]} {MANNERS[n // 20 % 9]} {NAMES[n // 180 % 13]} {n}",
            price=20_000 + n * 7_919 % 480_000 // 1000 * 1000,
            story=STORY,
            group=n % 20,
        )
        for n in range(count)
    ]
