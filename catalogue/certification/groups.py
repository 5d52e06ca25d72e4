"""Product groups as versioned data, and today's leaf or industry for a name that an older decision printed."""

import csv
from pathlib import Path

from catalogue.slugs import fold

DATA = Path(__file__).parent / "data"
CURRENT = "26/2026/QĐ-TTg"

# Names of industries under 490/1048 (2018–2022) and 919/148 (2022–2026) → the industry's name today.
OLDER_INDUSTRIES = {
    "thao duoc": "Dược liệu và SP từ dược liệu",
    "duoc lieu": "Dược liệu và SP từ dược liệu",
    "duoc lieu va san pham tu duoc lieu": "Dược liệu và SP từ dược liệu",
    "vai va may mac": "Hàng thủ công mỹ nghệ",
    "luu niem - noi that - trang tri": "Hàng thủ công mỹ nghệ",
    "luu niem, noi that, trang tri": "Hàng thủ công mỹ nghệ",
    "thu cong my nghe": "Hàng thủ công mỹ nghệ",
    "thu cong my nghe, trang tri": "Hàng thủ công mỹ nghệ",
    "dich vu du lich nong thon": "DV du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
    "dich vu du lich nong thon, ban hang": "DV du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
    "dich vu du lich cong dong": "DV du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
}

# Coffee and tea were printed as drinks; decision 26/2026 files them under food (sets 11–13).
DRINKS_THAT_ARE_FOOD = {"ca phe": 13, "coffee": 13, "ca cao": 13, "tra xanh": 11, "che ": 11}


# Our English for the names that decision 26/2026 prints; it has none of its own.
ENGLISH = {
    "Thực phẩm": "Food",
    "Thực phẩm tươi sống": "Fresh food",
    "Rau, củ, quả, hạt tươi": "Fresh vegetables, roots, fruit and seeds",
    "Thịt, thủy sản, trứng, sữa tươi": "Fresh meat, fish, eggs and milk",
    "Thực phẩm thô, sơ chế": "Raw and lightly processed food",
    "Gạo, ngũ cốc, hạt sơ chế khác": "Rice, cereals and other grains",
    "Mật ong, mật khác và nông sản thực phẩm khác": "Honey, syrups and other farm food",
    "Thực phẩm chế biến": "Processed food",
    "Đồ ăn nhanh": "Ready-to-eat food",
    "Chế biến từ gạo, ngũ cốc": "Made from rice and cereals",
    "Chế biến từ rau, củ, quả, hạt": "Made from vegetables, roots, fruit and nuts",
    "Chế biến từ thịt, trứng, sữa, thủy sản, SP từ mật ong, mật khác và nông sản thực phẩm khác": (
        "Made from meat, eggs, milk, fish, honey and other farm food"
    ),
    "Gia vị": "Seasonings",
    "Tương, nước mắm, gia vị dạng lỏng khác": "Soy paste, fish sauce and other liquid seasonings",
    "Gia vị khác (muối, hành, tỏi, tiêu)": "Other seasonings (salt, onion, garlic, pepper)",
    "Chè": "Tea",
    "Chè tươi, chế biến": "Tea, fresh and processed",
    "Sản phẩm chè (trà) từ thực vật khác": "Herbal teas",
    "Cà phê, ca cao": "Coffee and cocoa",
    "Đồ uống": "Drinks",
    "Đồ uống có cồn": "Alcoholic drinks",
    "Rượu trắng": "Clear spirits",
    "Đồ uống có cồn khác": "Other alcoholic drinks",
    "Đồ uống không cồn": "Soft drinks",
    "Nước khoáng thiên nhiên, nước uống đóng chai": "Mineral and bottled water",
    "Dược liệu và SP từ dược liệu": "Medicinal plants and products made from them",
    "TPCN, thuốc dược liệu, thuốc cổ truyền": "Food supplements, herbal and traditional medicine",
    "Mỹ phẩm có thành phần từ dược liệu": "Cosmetics with medicinal plants",
    "Tinh dầu và dược liệu khác": "Essential oils and other medicinal plants",
    "Hàng thủ công mỹ nghệ": "Handicrafts",
    "TCMN gia dụng, trang trí": "Handicrafts for home and decoration",
    "Vải, may mặc": "Textiles and clothing",
    "Sinh vật cảnh": "Ornamental plants and animals",
    "Hoa": "Flowers",
    "Cây cảnh": "Ornamental plants",
    "Động vật cảnh": "Ornamental animals",
    "DV du lịch cộng đồng, du lịch sinh thái và điểm du lịch": "Community and eco-tourism, places to visit",
}


def load_groups(model) -> int:
    """Write the leaves of the current decision; answers how many. `model` may be a migration's historical one."""
    with (DATA / "product_groups-26-2026.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            model(
                legal_document=CURRENT,
                set_no=int(row["set_no"]),
                industry=row["industry"],
                group=row["group"] if not row["group"].startswith("(") else row["industry"],
                leaf=row["leaf"],
                ministry=row["managing_ministry"],
            )
            for row in csv.DictReader(file)
        ]
    model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["legal_document", "set_no"],
        update_fields=["industry", "group", "leaf", "ministry"],
    )
    return len(rows)


def industry_today(printed: str) -> str:
    """The industry's present name for whatever an older decision printed; the text itself where nothing is known."""
    return OLDER_INDUSTRIES.get(fold(printed).strip(), printed.strip())


def leaf_for(printed: str, product_name: str):
    """The current leaf if the printed group says which; None where a person must choose (an industry has many)."""
    from .models import ProductGroup

    current = ProductGroup.objects.filter(legal_document=CURRENT)
    folded = fold(printed).strip()
    for group in current:
        if folded and folded in {fold(group.leaf), fold(group.group)} and not group.leaf.startswith("("):
            same = [other for other in current if fold(other.group) == folded]
            return group if fold(group.leaf) == folded or len(same) == 1 else None
    if folded == "do uong":
        name = f"{fold(product_name)} "
        set_no = next((leaf for word, leaf in DRINKS_THAT_ARE_FOOD.items() if word in name), None)
        return current.filter(set_no=set_no).first() if set_no else None
    if industry_today(printed).startswith("DV du lịch"):
        return current.get(set_no=26)
    return None
