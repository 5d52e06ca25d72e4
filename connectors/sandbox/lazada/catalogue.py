"""The category tree, attributes and brands of the practice Lazada: invented numbers, real kinds of goods."""

from dataclasses import dataclass

from connectors.sandbox.words import best_matches

SINGLE, MULTI, OPEN, TEXT, RICH, NUMERIC = (
    "singleSelect",
    "multiSelect",
    "multiEnumInput",
    "text",
    "richText",
    "numeric",
)
"""`input_type`: only the two selects insist on their options."""


@dataclass(frozen=True)
class Attribute:
    """One attribute; options are (id, vi, en). `kind` is normal or sku."""

    name: str
    vi: str
    en: str
    input_type: str = TEXT
    options: tuple[tuple[int, str, str], ...] = ()
    kind: str = "normal"
    sale: bool = False

    @property
    def closed(self) -> bool:
        return self.input_type in (SINGLE, MULTI)

    def known(self, value: str) -> bool:
        """Whether it is an option, by its number or either name."""
        return any(value in (str(number), vi, en) for number, vi, en in self.options)


@dataclass(frozen=True)
class Category:
    """One node; `mandatory`, `optional` and `sale` name attributes, `words` feed the suggestion."""

    category_id: int
    parent_id: int
    vi: str
    en: str
    mandatory: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    sale: tuple[str, ...] = ()
    words: str = ""


def _options(first: int, *pairs: str) -> tuple[tuple[int, str, str], ...]:
    return tuple((first + place, *pair.split("|")) for place, pair in enumerate(pairs))  # type: ignore[misc]


def _sku(name: str, vi: str, en: str, input_type: str = TEXT) -> Attribute:
    return Attribute(name, vi, en, input_type, kind="sku")


COMMON_MANDATORY = (
    Attribute("name", "Tên sản phẩm", "Product Name"),
    Attribute("description", "Mô tả sản phẩm", "Description", RICH),
    Attribute("brand", "Thương hiệu", "Brand", SINGLE),
    _sku("SellerSku", "SKU người bán", "SellerSKU"),
    _sku("price", "Giá", "Price", NUMERIC),
    _sku("quantity", "Số lượng", "Quantity", NUMERIC),
    _sku("package_weight", "Khối lượng gói (kg)", "Package Weight (kg)", NUMERIC),
    _sku("package_length", "Dài (cm)", "Package Length (cm)", NUMERIC),
    _sku("package_width", "Rộng (cm)", "Package Width (cm)", NUMERIC),
    _sku("package_height", "Cao (cm)", "Package Height (cm)", NUMERIC),
)
COMMON_OPTIONAL = (
    Attribute("short_description", "Điểm nổi bật", "Highlights", RICH),
    Attribute("model", "Mẫu mã", "Model"),
    _sku("special_price", "Giá khuyến mãi", "Special Price", NUMERIC),
    _sku("special_from_date", "Khuyến mãi từ", "Special From", "date"),
    _sku("special_to_date", "Khuyến mãi đến", "Special To", "date"),
    _sku("package_content", "Trong hộp có gì", "What's in the box"),
)

ATTRIBUTES = {
    attribute.name: attribute
    for attribute in (
        Attribute(
            "country_of_origin",
            "Xuất xứ",
            "Country of Origin",
            SINGLE,
            _options(2001, "Việt Nam|Vietnam", "Thái Lan|Thailand", "Trung Quốc|China", "Khác|Other"),
        ),
        Attribute(
            "shelf_life",
            "Hạn sử dụng",
            "Shelf Life",
            SINGLE,
            _options(
                2011,
                *("3 tháng|3 Months", "6 tháng|6 Months", "12 tháng|12 Months", "24 tháng|24 Months"),
                *("18 tháng|18 Months", "9 tháng|9 Months", "30 ngày|30 Days", "10 ngày|10 Days"),
            ),
        ),
        Attribute(
            "storage_condition",
            "Điều kiện bảo quản",
            "Storage",
            MULTI,
            _options(2021, "Nơi khô ráo|Dry Place", "Ngăn mát|Chilled", "Ngăn đông|Frozen"),
        ),
        Attribute(
            "packaging_type",
            "Kiểu đóng gói",
            "Packaging Type",
            OPEN,
            _options(2031, "Túi|Bag", "Hộp|Box", "Hũ|Jar", "Chai|Bottle"),
        ),
        Attribute("ingredients", "Thành phần", "Ingredients"),
        Attribute("net_weight", "Khối lượng tịnh", "Net Weight"),
        Attribute("manufacturer", "Cơ sở sản xuất", "Manufacturer"),
        Attribute("health_registration", "Số công bố sản phẩm", "Product Declaration No."),
        Attribute("alcohol_content", "Nồng độ cồn (%)", "Alcohol Content (%)", NUMERIC),
        Attribute(
            "material_type",
            "Chất liệu",
            "Material",
            OPEN,
            _options(2041, "Tre|Bamboo", "Mây|Rattan", "Gỗ|Wood", "Gốm|Ceramic", "Lụa|Silk", "Lanh|Linen"),
        ),
        Attribute(
            "color_family",
            "Nhóm màu",
            "Color Family",
            SINGLE,
            _options(3001, "Đỏ|Red", "Xanh lá|Green", "Xanh dương|Blue", "Nâu|Brown", "Trắng|White", "Nhiều màu|Multi"),
            kind="sku",
            sale=True,
        ),
        Attribute(
            "size",
            "Kích cỡ",
            "Size",
            OPEN,
            _options(3021, "S|S", "M|M", "L|L", "XL|XL"),
            kind="sku",
            sale=True,
        ),
        Attribute("flavor", "Hương vị", "Flavor", OPEN, (), kind="sku", sale=True),
        Attribute("pack_size", "Quy cách", "Pack Size", OPEN, (), kind="sku", sale=True),
    )
}

_FOOD = (("country_of_origin", "shelf_life"), ("ingredients", "net_weight", "storage_condition", "packaging_type"))
_HERB = (("country_of_origin", "shelf_life", "manufacturer", "health_registration"), ("ingredients", "net_weight"))
_CRAFT = (("material_type",), ("country_of_origin", "manufacturer"))
_WINE = (("country_of_origin", "alcohol_content"), ("manufacturer", "net_weight"))
_TASTES, _LOOKS = ("pack_size", "flavor"), ("color_family", "size")

_BRANCHES: tuple = (
    (10100, 0, "Bách hóa online", "Groceries", None, ()),
    (10110, 10100, "Gia vị và nguyên liệu", "Cooking Ingredients", None, ()),
    (10120, 10100, "Đồ khô và đồ ăn vặt", "Dried Food & Snacks", None, ()),
    (10130, 10100, "Thực phẩm tươi sống", "Fresh Produce", None, ()),
    (10140, 10100, "Đồ uống", "Drinks", None, ()),
    (10200, 0, "Sức khỏe và làm đẹp", "Health & Beauty", None, ()),
    (10210, 10200, "Thảo dược", "Herbal Care", None, ()),
    (10300, 0, "Nhà cửa và đời sống", "Home & Living", None, ()),
    (10310, 10300, "Hàng thủ công", "Handicrafts", None, ()),
    (10320, 10300, "Vải và trang phục dân tộc", "Traditional Textiles", None, ()),
)
_LEAVES: tuple = (
    (10111, 10110, "Mật ong|Honey", _FOOD, _TASTES, "mật ong bạc hà hoa nhãn rừng"),
    (10112, 10110, "Nước mắm, tương và nước chấm|Sauces", _FOOD, _TASTES, "nước mắm chấm tương bần chẩm chéo"),
    (10113, 10110, "Gia vị khô|Dry Seasoning", _FOOD, _TASTES, "gia vị hạt dổi mắc khén tiêu ớt muối"),
    (10114, 10110, "Bột và tinh bột|Flour & Starch", _FOOD, _TASTES, "bột sắn dây nghệ tinh bột"),
    (10115, 10110, "Gạo|Rice", _FOOD, _TASTES, "gạo nếp tẻ séng cù st25 tám"),
    (10116, 10110, "Dầu ăn và dầu hạt|Oils", _FOOD, _TASTES, "dầu lạc vừng gấc dừa"),
    (10121, 10120, "Mì, miến, bún khô|Dried Noodles", _FOOD, _TASTES, "mì miến dong bún phở bánh đa khô"),
    (10122, 10120, "Nấm, măng và rau củ khô|Dried Vegetables", _FOOD, _TASTES, "nấm hương mộc nhĩ măng khô rau"),
    (10123, 10120, "Trái cây sấy|Dried Fruit", _FOOD, _TASTES, "trái cây sấy mít chuối xoài ô mai hồng treo gió"),
    (10124, 10120, "Hạt và đậu|Nuts & Beans", _FOOD, _TASTES, "hạt điều mắc ca óc chó lạc đậu đỏ đen vừng"),
    (10125, 10120, "Thịt khô và hải sản khô|Jerky", _FOOD, _TASTES, "thịt trâu gác bếp bò khô lợn chà bông mực cá khô"),
    (10126, 10120, "Bánh kẹo đặc sản|Local Sweets", _FOOD, _TASTES, "bánh kẹo lạc dừa cốm cu đơ đậu xanh cáy"),
    (10131, 10130, "Trái cây tươi|Fresh Fruit", _FOOD, _TASTES, "cam bưởi vải nhãn thanh long sầu riêng na táo"),
    (10132, 10130, "Rau củ tươi|Fresh Vegetables", _FOOD, _TASTES, "rau củ su su cải khoai bí tươi"),
    (10133, 10130, "Thịt, giò chả, nem|Meat & Sausage", _FOOD, _TASTES, "giò chả nem chua lạp xưởng xúc xích thịt"),
    (10134, 10130, "Thủy hải sản|Seafood", _FOOD, _TASTES, "tôm cua cá mực chả cá hải sản"),
    (10135, 10130, "Trứng và đậu phụ|Eggs & Tofu", _FOOD, _TASTES, "trứng gà vịt muối đậu phụ"),
    (10141, 10140, "Trà|Tea", _FOOD, _TASTES, "trà chè shan tuyết ô long xanh sen thảo mộc túi lọc"),
    (10142, 10140, "Cà phê|Coffee", _FOOD, _TASTES, "cà phê rang xay arabica robusta hòa tan"),
    (10143, 10140, "Nước trái cây và nước cốt|Juice", _FOOD, _TASTES, "nước ép cốt chanh dứa trái cây mơ"),
    (10144, 10140, "Ca cao và sô-cô-la|Cocoa", _FOOD, _TASTES, "ca cao cacao sô cô la"),
    (10145, 10140, "Giấm và đồ lên men|Vinegar", _FOOD, _TASTES, "giấm táo mèo kombucha lên men"),
    (10146, 10140, "Rượu|Spirits", _WINE, _TASTES, "rượu ngô nếp cái hoa vàng mận vang"),
    (10211, 10210, "Thảo mộc khô|Dried Herbs", _HERB, _TASTES, "atiso cà gai leo giảo cổ lam dây thìa canh thảo mộc"),
    (10212, 10210, "Cao và chiết xuất|Extracts", _HERB, _TASTES, "cao hà thủ ô chiết xuất viên nghệ"),
    (10213, 10210, "Sâm và đông trùng hạ thảo|Ginseng", _HERB, _TASTES, "sâm ngọc linh đông trùng hạ thảo"),
    (10214, 10210, "Tinh dầu|Essential Oils", _HERB, _TASTES, "tinh dầu quế sả tràm bạc hà hồi"),
    (10215, 10210, "Yến sào|Bird's Nest", _HERB, _TASTES, "yến sào tổ chưng"),
    (
        10216,
        10210,
        "Xà phòng, dầu gội, lá tắm|Bath Herbs",
        _HERB,
        _TASTES,
        "xà phòng dầu gội bồ kết lá tắm dao đỏ",
    ),
    (10311, 10310, "Mây tre đan|Bamboo & Rattan", _CRAFT, _LOOKS, "mây tre đan giỏ khay nón lá cói"),
    (10312, 10310, "Gốm sứ|Ceramics", _CRAFT, _LOOKS, "gốm sứ bát tràng chu đậu bình ấm chén"),
    (10313, 10310, "Đồ gỗ và sơn mài|Wood & Lacquer", _CRAFT, _LOOKS, "gỗ mỹ nghệ tượng khảm sơn mài đũa dừa"),
    (10314, 10310, "Tranh và quà lưu niệm|Souvenirs", _CRAFT, _LOOKS, "tranh đông hồ lưu niệm quà tặng"),
    (10321, 10320, "Thổ cẩm|Brocade", _CRAFT, _LOOKS, "thổ cẩm dệt lanh chàm túi khăn"),
    (10002019, 10320, "Áo dài và lụa|Ao Dai & Silk", _CRAFT, _LOOKS, "áo dài lụa tơ tằm khăn vạn phúc"),
    (10323, 10320, "Chăn ga và đệm bông|Bedding", _CRAFT, _LOOKS, "chăn ga gối bông lau đệm"),
)

CATEGORIES = tuple(Category(*row[:4]) for row in _BRANCHES) + tuple(
    Category(number, parent, *names.split("|"), *kind, sale, words)
    for number, parent, names, kind, sale, words in _LEAVES
)
BY_ID = {category.category_id: category for category in CATEGORIES}
LEAVES = {category.category_id: category for category in CATEGORIES if category.mandatory}

NO_BRAND = "No Brand"
NO_BRAND_ID = 30768
BRANDS = {
    NO_BRAND_ID: NO_BRAND,
    31001: "Hợp tác xã Tâm Hợp",
    31002: "Mộc Châu Xanh",
    31003: "Tây Bắc Food",
    31004: "Sâm Việt",
    31005: "Gốm Làng Cổ",
    31006: "Trà Shan Suối Giàng",
    31007: "Nông sản Hà Giang",
}


def suggested(name: str) -> list[int]:
    """Leaves whose words the product's name shares, best first."""
    return best_matches(name, {key: f"{leaf.vi} {leaf.words}" for key, leaf in LEAVES.items()})
