from datetime import date

from catalogue.certification.models import ProductGroup
from catalogue.models import Product
from shop.enquiries.models import Enquiry
from tests.factories import make_product

ASKED = {
    "name": "Nguyễn Thị Hoa",
    "phone": "+84 912 345 678",
    "day": "2026-12-05",
    "people": "4",
    "message": "Có trẻ nhỏ.",
    "consent": "on",
}


def make_service(title: str = "Nghỉ nhà sàn", **fields) -> Product:
    group = ProductGroup.objects.get(set_no=ProductGroup.TOURISM)
    return make_product(title, price=None, stock=0, sheet={"group": group}, **fields)


def make_enquiry(product: Product, **fields) -> Enquiry:
    told = {"name": "Nguyễn Thị Hoa", "phone": "0912345678", "day": date(2026, 12, 5), "people": 4, "language": "vi"}
    return Enquiry.objects.create(product=product, **{**told, **fields})
