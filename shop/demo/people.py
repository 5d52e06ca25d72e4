"""The demo's log-ins. One password for all, printed by `make demo`; production never loads them."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from catalogue.producers.models import Producer
from shop.accounts.models import User

PASSWORD = "cho-phien-demo"  # noqa: S105 - printed on the screen


@dataclass(frozen=True)
class Login:
    email: str
    phone: str
    name: str
    door: str
    group: str = ""
    producer: str = ""


LOGINS = (
    Login("quantri@demo.cho-phien.example", "0900000001", "Quản Trị Mẫu", "/van-phong/", group="Shop administrator"),
    Login("canbo@demo.cho-phien.example", "0900000002", "Cán Bộ Mẫu", "/van-phong/", group="Programme staff"),
    Login(
        "mocchau@demo.cho-phien.example",
        "0900000003",
        "Chủ Thể Mẫu",
        "/gian-hang/",
        producer="HTX Mẫu Mật ong Mộc Châu",
    ),
    Login(
        "phjaden@demo.cho-phien.example", "0900000004", "Chủ Thể Mẫu Hai", "/gian-hang/", producer="HTX Mẫu Phja Đén"
    ),
)


def make_staff() -> User:
    """Create the office's log-ins; answers the officer who then does the demo's office work."""
    for login in LOGINS:
        if not login.producer:
            staff = _make(login, is_staff=True, is_superuser=login.group == "Shop administrator")
            staff.groups.set(Group.objects.filter(name=login.group))
    return User.objects.get(email=LOGINS[1].email)


def make_producers() -> None:
    for login in LOGINS:
        if login.producer:
            Producer.objects.get(name=login.producer).partner.users.add(_make(login))


def _make(login: Login, **fields) -> User:
    found = User.objects.filter(email=login.email).first()
    return found or User.objects.create_user(login.email, PASSWORD, phone=login.phone, full_name=login.name, **fields)
