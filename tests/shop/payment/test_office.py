"""“Tiền về” in the office: what a person settles, and statements instead of a messenger."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shop.order.models import Order
from shop.payment.models import BankTransaction, PaymentAccount, PaymentAttempt, StatementImport
from shop.payment.transactions import record
from tests.factories import make_producer, make_product, make_user
from tests.shop.payment.paying import NUMBER, buy_by_transfer, make_account, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST, UPLOAD = "/van-phong/tien-ve/", "/van-phong/tien-ve/sao-ke/"


@pytest.fixture
def account():
    return make_account()


@pytest.fixture
def purchase(client, account):
    return buy_by_transfer(client, make_product())


def settle_url(row) -> str:
    return f"{LIST}{row.pk}/"


def settle(office, row, **typed):
    return office.post(settle_url(row), {"act": "attach", "note": "đã gọi hỏi", **typed})


def test_the_list_opens_with_what_a_person_must_settle(office, purchase):
    record(transfer(purchase))
    record(transfer(purchase))
    page = office.get(LIST)
    assert [row.outcome for row in page.context["page"]] == ["duplicate"]
    assert [row.outcome for row in office.get(LIST, {"outcome": "exact"}).context["page"]] == ["exact"]
    assert len(office.get(LIST, {"outcome": "all"}).context["page"].object_list) == 2
    assert "Tiền về" in page.content.decode()


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_many(
    office, purchase, django_assert_max_num_queries
):
    for _ in range(12):
        record(transfer(purchase, 1_000))
    office.get(LIST)
    with django_assert_max_num_queries(20):
        office.get(LIST)


def test_money_without_a_reference_is_put_to_the_purchase_it_is_for(office, purchase):
    row, _ = record(transfer(purchase, content="chi Hoa tra tien mang"))
    assert settle(office, row, code=purchase.reference.lower()).status_code == 302
    row.refresh_from_db()
    assert (row.resolution, row.note, row.resolved_by.full_name) == ("attached", "đã gọi hỏi", "Lê Thị Quản Trị")
    assert (row.attempt.state, Order.objects.get().status) == ("paid", "placed")
    assert settle(office, row, code=purchase.reference).status_code == 200
    assert Order.objects.get().steps.count() == 2


def test_two_halves_make_a_whole(office, purchase):
    half, _ = record(transfer(purchase, purchase.total - 7_000))
    rest, _ = record(transfer(purchase, 7_000))
    settle(office, half, code=purchase.reference)
    assert PaymentAttempt.objects.get().state == "pending"
    settle(office, rest, code=purchase.reference)
    assert PaymentAttempt.objects.get().state == "paid"


def test_a_person_may_take_less_as_enough(office, purchase):
    row, _ = record(transfer(purchase, purchase.total - 500))
    settle(office, row, code=purchase.reference, settles="on")
    assert Order.objects.get().status == "placed"


@pytest.mark.parametrize("code", ["", "12345678", "nothing", "AAAAAAAA-1"])
def test_a_code_of_nothing_settles_nothing(office, purchase, code):
    row, _ = record(transfer(purchase, content=""))
    assert settle(office, row, code=code).status_code == 200
    row.refresh_from_db()
    assert (row.resolution, PaymentAttempt.objects.get().state) == ("", "pending")


def test_money_cannot_be_put_to_what_waits_for_none(office, purchase):
    record(transfer(purchase))
    row, _ = record(transfer(purchase))
    assert settle(office, row, code=purchase.reference).status_code == 200
    row.refresh_from_db()
    assert row.is_open


def test_money_sent_back_by_hand_is_recorded_with_who_and_how(office, purchase):
    record(transfer(purchase))
    row, _ = record(transfer(purchase))
    assert office.post(settle_url(row), {"act": "refunded", "note": "CK trả 22/11, FT1"}).status_code == 302
    row.refresh_from_db()
    assert (row.resolution, row.note, row.is_open) == ("refunded", "CK trả 22/11, FT1", False)


def test_nothing_is_settled_without_a_note(office, purchase):
    row, _ = record(transfer(purchase, content=""))
    assert settle(office, row, code=purchase.reference, note="").status_code == 200
    assert PaymentAttempt.objects.get().state == "pending"


@pytest.mark.parametrize("who", ["nobody", "producer", "Programme staff"])
def test_the_money_is_for_administrators_only(account, purchase, who):
    row, _ = record(transfer(purchase, content=""))
    stored = StatementImport.objects.create(account=account, file_name="a.csv", rows=[], actor=make_user())
    browser = Client()
    if who == "producer":
        user = make_user()
        make_producer(users=[user])
        browser.force_login(user)
    elif who != "nobody":
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=who))
        browser.force_login(user)
    for url in (LIST, settle_url(row), UPLOAD, f"{UPLOAD}{stored.pk}/", "/van-phong/tai-khoan-nhan-tien/"):
        for response in (browser.get(url), browser.post(url, {"act": "refunded", "note": "x"})):
            assert response.status_code in (302, 403)
            assert not response.get("Location", "").startswith("/van-phong/tien-ve")
    row.refresh_from_db()
    stored.refresh_from_db()
    assert (row.is_open, stored.applied_at) == (True, None)


def test_an_account_that_buyers_were_given_is_not_rewritten(office, purchase, account):
    url = f"/van-phong/tai-khoan-nhan-tien/edit/{account.pk}/"
    typed = {"bank_bin": "970436", "number": "666", "holder": "KE GIAN", "is_active": "on"}
    assert office.post(url, typed).status_code == 200
    account.refresh_from_db()
    assert account.number == NUMBER
    assert office.post(url, {**typed, "number": NUMBER}).status_code == 302
    assert PaymentAccount.objects.get().holder == "KE GIAN"


# --- statements ---------------------------------------------------------------------------------


def csv_of(purchase, *more: str) -> bytes:
    lines = [
        "NGÂN HÀNG TMCP NGOẠI THƯƠNG,,,,",
        "SAO KÊ TÀI KHOẢN,,,,",
        "Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả",
        f'22/11/2026,5091 - 88231,,"{int(purchase.total):,}",IBFT {purchase.reference} NGUYEN THI HOA',
        '22/11/2026,5091 - 88232,"1,100",,PHI DICH VU',
        "23/11/2026,5091 - 88233,,50.000,tien rau",
        *more,
        "Tổng,,,,",
    ]
    return ("\ufeff" + "\n".join(lines)).encode()


def workbook_of(purchase) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["Sao kê", None])
    sheet.append(["Ngày GD", "Nội dung giao dịch", "Phát sinh nợ", "Phát sinh có (VND)", "Số bút toán"])
    sheet.append([date(2026, 11, 22), f"CK {purchase.reference}", None, int(purchase.total), "FT-1"])
    sheet.append([date(2026, 11, 22), "rút tiền", 500_000, None, "FT-2"])
    book.save(out)
    return out.getvalue()


def upload(office, account, content: bytes, name: str = "sao-ke.csv"):
    return office.post(UPLOAD, {"account": account.pk, "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_statement_is_shown_first_and_recorded_once(office, account, purchase, kind):
    content = csv_of(purchase) if kind == "csv" else workbook_of(purchase)
    answer = upload(office, account, content, f"sao-ke.{kind}")
    assert answer.status_code == 302
    shown = office.get(answer.url)
    expected = ["exact", "unmatched"] if kind == "csv" else ["exact"]
    assert [row["outcome"] for row in shown.context["rows"]] == expected
    assert not BankTransaction.objects.exists()
    assert PaymentAttempt.objects.get().state == "pending"
    for _ in range(2):
        office.post(answer.url)
    assert BankTransaction.objects.count() == len(expected)
    assert Order.objects.get().status == "placed"
    assert Order.objects.get().steps.count() == 2


def test_the_same_statement_again_changes_nothing(office, account, purchase):
    office.post(upload(office, account, csv_of(purchase)).url)
    longer = csv_of(purchase, "24/11/2026,5091 - 88240,,70.000,gui them")
    again = upload(office, account, longer)
    assert [row["outcome"] for row in office.get(again.url).context["rows"]] == ["known", "known", "unmatched"]
    office.post(again.url)
    assert BankTransaction.objects.count() == 3


def test_the_preview_foresees_that_a_second_payment_of_a_purchase_is_one_too_many(office, account, purchase):
    again = f"24/11/2026 09:30,5091 - 88240,,{int(purchase.total)},{purchase.reference} lan nua"
    answer = upload(office, account, csv_of(purchase, again))
    page = office.get(answer.url)
    assert [row["outcome"] for row in page.context["rows"]] == ["exact", "unmatched", "duplicate"]
    assert "24/11/2026 09:30" in page.content.decode() and "2026-11-24" not in page.content.decode()
    office.post(answer.url)
    outcomes = BankTransaction.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["exact", "unmatched", "duplicate"]


def test_two_equal_lines_are_two_payments(office, account, purchase):
    line = "24/11/2026,,,70.000,gui them"
    office.post(upload(office, account, csv_of(purchase, line, line)).url)
    assert BankTransaction.objects.filter(amount=70_000).count() == 2


def test_money_that_the_messenger_told_of_is_known(office, account, purchase):
    record(transfer(purchase, bank_reference="5091 - 88231"))
    shown = office.get(upload(office, account, csv_of(purchase)).url)
    assert [row["outcome"] for row in shown.context["rows"]] == ["known", "unmatched"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("24/11/2026,r,,bảy mươi nghìn,x", "không phải số tiền"),
        ('24/11/2026,r,,"70.000,50",x', "không phải số tiền"),
        ("hôm qua,r,,70.000,x", "không phải ngày"),
        ("31/02/2026,r,,70.000,x", "không phải ngày"),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_is_left_out(office, account, purchase, line, words):
    answer = upload(office, account, csv_of(purchase, line))
    assert words in office.get(answer.url).content.decode()
    office.post(answer.url)
    assert BankTransaction.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"%PDF-1.7", b"a,b,c\n1,2,3", b"\xd0\xcf\x11\xe0old"])
def test_a_file_that_is_no_statement_is_refused_with_a_reason(office, account, purchase, content):
    answer = upload(office, account, content)
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert not StatementImport.objects.exists()


def test_accounts_to_import_for_stand_by_owner_with_her_name(office, django_assert_max_num_queries):
    for name in ("HTX Đào", "HTX Ân", "HTX Dứa"):
        make_account(make_producer(name), f"00{len(name)}{ord(name[4])}")
    own, former = make_account(), make_account(number="999", is_active=False)
    with django_assert_max_num_queries(25):
        page = office.get(UPLOAD)
    empty, *groups = page.context["form"].fields["account"].choices
    shop = settings.OPERATOR["name"]
    assert (empty[0], [owner for owner, _accounts in groups]) == ("", [shop, "HTX Ân", "HTX Dứa", "HTX Đào"])
    labels = [label for _key, label in groups[0][1]]
    assert labels == [f"{shop} · {own}", f"{shop} · {former} (không còn dùng)"]
    assert '<optgroup label="HTX Ân">' in page.content.decode()


def test_the_empty_tab_says_that_nothing_waits_and_where_the_rest_is(office, client):
    assert "ngay khi SePay báo về" in office.get(LIST).content.decode()
    make_account()
    record(transfer(buy_by_transfer(client, make_product())))
    page = office.get(LIST).content.decode()
    assert "Không có khoản nào chờ người xử lý" in page and 'href="?outcome=all"' in page
