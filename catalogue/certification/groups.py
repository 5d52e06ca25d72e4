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
