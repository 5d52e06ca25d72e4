"""What a seller's software reads before it lists: categories, attributes, brands (protocol B3)."""

from connectors.sandbox.lazada import catalogue
from connectors.sandbox.lazada.call import Answer, Call, Refusal

BRANDS_PER_CALL = 200
LANGUAGES = ("vi_VN", "en_US")


def _english(call: Call) -> bool:
    language = call.sent.get("language_code") or "vi_VN"
    if language not in LANGUAGES:
        raise Refusal("5", f"E005: language_code should be one of {', '.join(LANGUAGES)}", kind="ISV")
    return language == "en_US"


def category_tree(call: Call) -> Answer:
    return Answer(_children(0, _english(call)))


def _children(parent_id: int, english: bool) -> list[dict]:
    return [
        {
            "category_id": category.category_id,
            "name": category.en if english else category.vi,
            "leaf": category.category_id in catalogue.LEAVES,
            "var": bool(category.sale),
        }
        | ({} if category.category_id in catalogue.LEAVES else {"children": _children(category.category_id, english)})
        for category in catalogue.CATEGORIES
        if category.parent_id == parent_id
    ]


def leaf(value: object) -> catalogue.Category:
    """The category if listings may use it."""
    number = int(str(value)) if str(value).isdigit() else 0
    if number not in catalogue.BY_ID:
        raise Refusal("201", f"E201: {value} Invalid CategoryId")
    if number not in catalogue.LEAVES:
        raise Refusal("4134", f"E4134: category {value} is not a leaf category")
    return catalogue.LEAVES[number]


def category_attributes(call: Call) -> Answer:
    category, english = leaf(call.text("primary_category_id")), _english(call)
    named = catalogue.ATTRIBUTES
    rows = [(attribute, True) for attribute in catalogue.COMMON_MANDATORY]
    rows += [(named[name], True) for name in category.mandatory]
    rows += [(attribute, False) for attribute in catalogue.COMMON_OPTIONAL]
    rows += [(named[name], False) for name in category.optional + category.sale]
    return Answer([_attribute(attribute, mandatory, english) for attribute, mandatory in rows])


def _attribute(attribute: catalogue.Attribute, mandatory: bool, english: bool) -> dict:
    return {
        "name": attribute.name,
        "label": attribute.en if english else attribute.vi,
        "is_mandatory": int(mandatory),
        "attribute_type": attribute.kind,
        "input_type": attribute.input_type,
        "options": [
            {"id": number, "name": en if english else vi, "en_name": en} for number, vi, en in attribute.options
        ],
        "is_sale_prop": int(attribute.sale),
        "advanced": {"is_key_prop": int(mandatory and attribute.kind == "normal")},
    }


def category_suggestion(call: Call) -> Answer:
    found = [catalogue.LEAVES[key] for key in catalogue.suggested(call.text("product_name"))]
    return Answer(
        {
            "categorySuggestions": [
                {"categoryId": leaf.category_id, "categoryName": leaf.vi, "categoryPath": _path(leaf)} for leaf in found
            ]
        }
    )


def _path(category: catalogue.Category) -> str:
    names = [category.vi]
    while category.parent_id:
        category = catalogue.BY_ID[category.parent_id]
        names.append(category.vi)
    return " > ".join(reversed(names))


def brands_query(call: Call) -> Answer:
    start, size = call.number("startRow", 0), call.number("pageSize", 20)
    if not 1 <= size <= BRANDS_PER_CALL:
        raise Refusal("19", f"E019: pageSize should be between 1 and {BRANDS_PER_CALL}", kind="ISV")
    brands = sorted(catalogue.BRANDS.items())
    page = [
        {"brand_id": brand_id, "global_identifier": f"brand_{brand_id}", "name": name, "name_en": name}
        for brand_id, name in brands[start : start + size]
    ]
    return Answer(
        {
            "enable_total": True,
            "start_row": start,
            "page_index": start // size + 1,
            "module": page,
            "total_page": -(-len(brands) // size),
            "page_size": size,
            "total_record": len(brands),
        }
    )
