"""The category tree, attributes and brands of the practice Shopee: invented numbers, real kinds of goods."""

from dataclasses import dataclass

from connectors.sandbox.words import best_matches

SINGLE_CHOICE, SINGLE_COMBO, FREE_TEXT, MULTI_CHOICE, MULTI_COMBO = 1, 2, 3, 4, 5
"""`input_type` of an attribute: combos and free text take a value of the seller's own."""


@dataclass(frozen=True)
class Attribute:
    """One attribute of the tree; values are (value_id, vi, en)."""

    attribute_id: int
    vi: str
    en: str
    input_type: int
    values: tuple[tuple[int, str, str], ...] = ()
    max_value_count: int = 1
    units: tuple[str, ...] = ()

    @property
    def takes_own_value(self) -> bool:
        return self.input_type in (SINGLE_COMBO, FREE_TEXT, MULTI_COMBO)


@dataclass(frozen=True)
class Category:
    """One node; `mandatory` and `optional` name keys of ATTRIBUTES, `keywords` feed the recommendation."""

    category_id: int
    parent_category_id: int
    vi: str
    en: str
    mandatory: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    brand_mandatory: bool = False
    keywords: str = ""


def _values(first_id: int, *pairs: tuple[str, str]) -> tuple[tuple[int, str, str], ...]:
    return tuple((first_id + place, vi, en) for place, (vi, en) in enumerate(pairs))


ATTRIBUTES = {
    "origin": Attribute(
        100010,
        "Xuất xứ",
        "Country of Origin",
        SINGLE_CHOICE,
        _values(
            1001,
            ("Việt Nam", "Vietnam"),
            ("Thái Lan", "Thailand"),
            ("Trung Quốc", "China"),
            ("Khác", "Other"),
        ),
    ),
    "shelf_life": Attribute(
        100020,
        "Hạn sử dụng",
        "Shelf Life",
        SINGLE_COMBO,
        _values(
            1101,
            ("3 tháng", "3 months"),
            ("6 tháng", "6 months"),
            ("12 tháng", "12 months"),
            ("24 tháng", "24m"),
        ),
    ),
    "ingredients": Attribute(100030, "Thành phần", "Ingredients", FREE_TEXT),
    "packaging": Attribute(
        100040,
        "Kiểu đóng gói",
        "Packaging Type",
        SINGLE_COMBO,
        _values(1201, ("Túi", "Bag"), ("Hộp", "Box"), ("Hũ", "Jar"), ("Chai", "Bottle"), ("Lon", "Can")),
    ),
    "net_weight": Attribute(100050, "Trọng lượng", "Net Weight", FREE_TEXT, units=("g", "kg")),
    "volume": Attribute(100060, "Thể tích", "Volume", FREE_TEXT, units=("ml", "l")),
    "producer": Attribute(100070, "Tên tổ chức chịu trách nhiệm sản xuất", "Manufacturer Name", FREE_TEXT),
    "producer_address": Attribute(100080, "Địa chỉ tổ chức sản xuất", "Manufacturer Address", FREE_TEXT),
    "storage": Attribute(
        100090,
        "Điều kiện bảo quản",
        "Storage Condition",
        MULTI_CHOICE,
        _values(
            1301,
            ("Nhiệt độ phòng", "Room"),
            ("Ngăn mát", "Chilled"),
            ("Ngăn đông", "Frozen"),
            ("Nơi khô", "Dry"),
        ),
        max_value_count=2,
    ),
    "material": Attribute(
        100100,
        "Chất liệu",
        "Material",
        MULTI_COMBO,
        _values(
            1401,
            ("Tre", "Bamboo"),
            ("Mây", "Rattan"),
            ("Gỗ", "Wood"),
            ("Gốm", "Ceramic"),
            ("Lụa", "Silk"),
        ),
        max_value_count=5,
    ),
    "alcohol": Attribute(100110, "Nồng độ cồn", "Alcohol Content", FREE_TEXT, units=("%",)),
    "flavour": Attribute(
        100120,
        "Hương vị",
        "Flavour",
        MULTI_COMBO,
        _values(
            1501,
            ("Truyền thống", "Original"),
            ("Cay", "Spicy"),
            ("Ngọt", "Sweet"),
            ("Mặn", "Salty"),
        ),
        max_value_count=3,
    ),
}

_FOOD = ("origin", "shelf_life")
_FOOD_MORE = (
    "ingredients",
    "packaging",
    "net_weight",
    "storage",
    "flavour",
    "producer",
    "producer_address",
)
_DRINK_MORE = (
    "ingredients",
    "packaging",
    "volume",
    "storage",
    "flavour",
    "producer",
    "producer_address",
)
_CRAFT_MORE = ("origin", "producer", "producer_address")


def _food(category_id: int, parent: int, vi: str, en: str, keywords: str) -> Category:
    return Category(category_id, parent, vi, en, _FOOD, _FOOD_MORE, keywords=keywords)


def _drink(category_id: int, parent: int, vi: str, en: str, keywords: str) -> Category:
    return Category(category_id, parent, vi, en, _FOOD, _DRINK_MORE, keywords=keywords)


def _herb(category_id: int, parent: int, vi: str, en: str, keywords: str) -> Category:
    mandatory = ("origin", "shelf_life", "ingredients", "producer")
    return Category(category_id, parent, vi, en, mandatory, ("packaging", "net_weight"), True, keywords)


def _craft(category_id: int, parent: int, vi: str, en: str, keywords: str) -> Category:
    return Category(category_id, parent, vi, en, ("material",), _CRAFT_MORE, keywords=keywords)


CATEGORIES = (
    Category(100600, 0, "Thực phẩm và đồ uống", "Food & Beverages"),
    Category(100610, 100600, "Đồ khô và gia vị", "Staples & Seasoning"),
    _food(100611, 100610, "Gạo", "Rice", "gạo nếp tẻ séng cù st25 tám"),
    _food(100612, 100610, "Mì, miến, bún, phở khô", "Noodles", "mì miến dong bún phở bánh đa khô"),
    _food(
        100613,
        100610,
        "Nước mắm và nước chấm",
        "Fish Sauce & Dips",
        "nước mắm chấm tương bần chẩm chéo",
    ),
    _food(
        100614,
        100610,
        "Gia vị và hạt nêm",
        "Seasoning",
        "gia vị hạt dổi mắc khén tiêu ớt muối hạt nêm",
    ),
    _food(100615, 100610, "Mật ong và si-rô", "Honey & Syrup", "mật ong bạc hà hoa nhãn rừng si rô"),
    _food(100616, 100610, "Bột và tinh bột", "Flour & Starch", "bột sắn dây nghệ tinh bột yến mạch"),
    _food(
        100617,
        100610,
        "Nấm và rau củ khô",
        "Dried Mushrooms & Vegetables",
        "nấm hương mộc nhĩ măng khô rau",
    ),
    _food(100618, 100610, "Đậu và hạt khô", "Beans & Grains", "đậu đỏ đậu đen lạc vừng mè hạt"),
    Category(100620, 100600, "Đồ ăn vặt", "Snacks"),
    _food(100621, 100620, "Bánh kẹo", "Cakes & Sweets", "bánh kẹo lạc dừa cốm cáy đậu xanh cu đơ"),
    _food(100622, 100620, "Hạt dinh dưỡng", "Nuts", "hạt điều mắc ca óc chó hạnh nhân"),
    _food(
        100623,
        100620,
        "Trái cây sấy",
        "Dried Fruit",
        "trái cây sấy mít chuối xoài mận ô mai hồng treo",
    ),
    _food(100624, 100620, "Khô và thịt sấy", "Jerky", "thịt trâu gác bếp bò khô lợn sấy chà bông ruốc"),
    _food(
        100625,
        100620,
        "Rong biển và hải sản ăn liền",
        "Seaweed & Seafood Snacks",
        "rong biển mực rim cá chỉ vàng",
    ),
    Category(100630, 100600, "Thực phẩm tươi và đông lạnh", "Fresh & Frozen"),
    _food(
        100631,
        100630,
        "Trái cây tươi",
        "Fresh Fruit",
        "cam bưởi vải nhãn thanh long sầu riêng na táo tươi",
    ),
    _food(100632, 100630, "Rau củ tươi", "Fresh Vegetables", "rau củ tươi su su cải khoai bí"),
    _food(
        100633,
        100630,
        "Thịt và giò chả",
        "Meat & Sausages",
        "giò chả nem chua lạp xưởng xúc xích thịt lợn",
    ),
    _food(100634, 100630, "Thủy hải sản", "Seafood", "tôm cua cá mực chả cá nước ngọt khô hải sản"),
    _food(100635, 100630, "Trứng và đậu phụ", "Eggs & Tofu", "trứng gà vịt muối đậu phụ"),
    Category(100640, 100600, "Đồ uống", "Beverages"),
    _drink(100641, 100640, "Trà", "Tea", "trà chè shan tuyết ô long xanh sen thảo mộc túi lọc"),
    _drink(100642, 100640, "Cà phê", "Coffee", "cà phê rang xay arabica robusta hòa tan"),
    _drink(100643, 100640, "Nước ép và nước trái cây", "Juice", "nước ép trái cây cốt chanh dứa"),
    _drink(100644, 100640, "Ca cao và sô-cô-la", "Cocoa", "ca cao cacao sô cô la bột"),
    _drink(
        100645,
        100640,
        "Giấm và nước lên men",
        "Vinegar & Kombucha",
        "giấm táo mèo kombucha lên men",
    ),
    Category(
        100646,
        100640,
        "Rượu",
        "Spirits",
        ("origin", "alcohol", "volume"),
        ("producer", "producer_address"),
        True,
        "rượu ngô nếp cái hoa vàng mận san lùng vang",
    ),
    Category(100650, 0, "Sức khỏe và thảo dược", "Health & Herbs"),
    Category(100660, 100650, "Thảo dược", "Herbs"),
    _herb(
        100661,
        100660,
        "Thảo mộc khô",
        "Dried Herbs",
        "atiso cà gai leo giảo cổ lam dây thìa canh thảo mộc",
    ),
    _herb(100662, 100660, "Cao và chiết xuất", "Extracts", "cao atiso hà thủ ô chiết xuất viên nghệ"),
    _herb(
        100663,
        100660,
        "Đông trùng hạ thảo và sâm",
        "Ginseng & Cordyceps",
        "đông trùng hạ thảo sâm ngọc linh",
    ),
    _herb(100664, 100660, "Tinh dầu", "Essential Oils", "tinh dầu quế sả tràm bạc hà hồi"),
    _herb(100665, 100660, "Yến sào", "Bird's Nest", "yến sào tổ chưng"),
    Category(100670, 100650, "Chăm sóc cơ thể", "Body Care"),
    _herb(
        100671,
        100670,
        "Xà phòng và dầu gội thảo dược",
        "Herbal Soap",
        "xà phòng dầu gội bồ kết vỏ bưởi",
    ),
    _herb(100672, 100670, "Thuốc ngâm chân và lá tắm", "Bath Herbs", "lá tắm dao đỏ thuốc ngâm chân"),
    Category(100680, 0, "Nhà cửa và thủ công mỹ nghệ", "Home & Handicraft"),
    Category(100690, 100680, "Đồ thủ công", "Handicraft"),
    _craft(100691, 100690, "Mây tre đan", "Rattan & Bamboo", "mây tre đan giỏ khay nón lá cói"),
    _craft(100692, 100690, "Gốm sứ", "Ceramics", "gốm sứ bát tràng chu đậu bình ấm chén"),
    _craft(100693, 100690, "Đồ gỗ mỹ nghệ", "Woodcraft", "gỗ mỹ nghệ tượng khảm sơn mài đũa dừa"),
    _craft(
        100694,
        100690,
        "Tranh và quà lưu niệm",
        "Pictures & Souvenirs",
        "tranh đông hồ lưu niệm quà tặng",
    ),
    Category(100700, 100680, "Dệt và thời trang truyền thống", "Textiles"),
    _craft(100701, 100700, "Thổ cẩm", "Brocade", "thổ cẩm dệt lanh chàm túi khăn"),
    _craft(100017, 100700, "Áo dài và lụa", "Ao Dai & Silk", "áo dài lụa tơ tằm khăn vạn phúc"),
    _craft(100703, 100700, "Chăn ga và đệm bông", "Bedding", "chăn ga gối bông lau đệm"),
    Category(100710, 100680, "Hoa và cây cảnh", "Flowers & Plants"),
    Category(100711, 100710, "Cây cảnh", "Plants", keywords="cây cảnh lan bonsai hoa hồng"),
    Category(100712, 100710, "Hạt giống", "Seeds", ("origin",), keywords="hạt giống rau hoa"),
)

BY_ID = {category.category_id: category for category in CATEGORIES}
PARENTS = {category.parent_category_id for category in CATEGORIES}

NO_BRAND = 0
BRANDS = {
    2000101: "Hợp tác xã Tâm Hợp",
    2000102: "Mộc Châu Xanh",
    2000103: "Tây Bắc Food",
    2000104: "Sâm Việt",
    2000105: "Gốm Làng Cổ",
    2000106: "Trà Shan Suối Giàng",
    2000107: "Nông sản Hà Giang",
}


def is_leaf(category_id: int) -> bool:
    return category_id in BY_ID and category_id not in PARENTS


def recommended(item_name: str) -> list[int]:
    """Leaves whose words the name shares, best first."""
    leaves = {
        category.category_id: f"{category.vi} {category.keywords}"
        for category in CATEGORIES
        if is_leaf(category.category_id)
    }
    return best_matches(item_name, leaves)
