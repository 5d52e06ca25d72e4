"""The owner of an account is told that she has to sign in, once each time, and not by every visit."""

from datetime import timedelta

import pytest

from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from catalogue.places.models import Province
from catalogue.provenance.models import OfficeProvince
from connectors import tasks
from connectors.models import ChannelAccount
from connectors.sync import visit
from connectors.telling import tell_of_endings
from shop.notices.models import Notice
from tests.factories import make_producer, make_user


@pytest.fixture
def farmer(producer):
    user = make_user(email="hang@htx.example")
    producer.partner.users.add(user)
    return user


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("subject", flat=True))


def test_a_lost_permission_is_told_once_to_its_producer_and_again_when_it_is_lost_again(
    market, account, farmer, django_capture_on_commit_callbacks
):
    bystander = make_user()
    make_producer("HTX Khác").partner.users.add(bystander)
    market.deauthorise()
    with django_capture_on_commit_callbacks(execute=True):
        for _turn in range(3):
            visit(account.pk)
    notice = Notice.objects.get()
    assert (notice.user, notice.producer, notice.kind) == (farmer, account.producer, "channel")
    assert notice.subject == f"{account} cần bạn đăng nhập lại"
    assert notice.url == f"/gian-hang/kenh-ban/{account.pk}/"
    assert [letter.to for letter in mail.outbox] == [["hang@htx.example"]]
    market.sign_in_again(account)
    assert visit(account.pk).stopped == ""
    market.deauthorise()
    visit(account.pk)
    assert len(told(farmer)) == 2


def test_a_lost_permission_of_the_programmes_shop_is_told_to_its_officers(market, producer):
    officer = make_user(is_staff=True)
    officer.user_permissions.set(Permission.objects.filter(codename="change_productsheet"))
    packer = make_user(is_staff=True)
    account = market.open_account(None)
    market.deauthorise()
    visit(account.pk)
    assert (len(told(officer)), told(packer)) == (1, [])
    assert Notice.objects.get().url == f"/van-phong/kenh-ban/{account.pk}/"


def test_where_nobody_works_for_the_producer_the_officers_who_see_it_are_told(market, account, producer):
    officers = [make_user(is_staff=True) for _turn in range(2)]
    for officer in officers:
        officer.user_permissions.set(Permission.objects.filter(codename="change_productsheet"))
    elsewhere = Province.objects.exclude(pk=producer.province_id).first()
    OfficeProvince.objects.create(user=officers[1], province=elsewhere)
    market.deauthorise()
    visit(account.pk)
    assert [len(told(officer)) for officer in officers] == [1, 0]


def test_the_end_of_a_permission_is_told_seven_days_and_one_day_before(market, account, farmer):
    end = timezone.now() + timedelta(days=30)
    ChannelAccount.objects.update(grant_expires_at=end)
    moments = [timedelta(days=8), timedelta(days=7), timedelta(days=6), timedelta(days=1), timedelta(hours=3)]
    told_then = [tell_of_endings(end - before) for before in moments]
    assert told_then == [0, 1, 0, 1, 0]
    assert told(farmer) == [f"{account}: quyền kết nối còn {n} ngày" for n in (7, 1)]
    market.sign_in_again(account)
    assert ChannelAccount.objects.get().ending_told is None


def test_an_account_that_was_far_from_the_timer_is_told_once_of_its_last_day(account, farmer):
    ChannelAccount.objects.update(grant_expires_at=timezone.now() + timedelta(hours=5))
    tasks.tell_of_ending_permissions.call_local()
    tasks.tell_of_ending_permissions.call_local()
    assert told(farmer) == [f"{account}: quyền kết nối còn 1 ngày"]
