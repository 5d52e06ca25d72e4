import pytest

from django.contrib.auth.models import Group

from shop.programme.models import DecisionImport
from tests.factories import make_certificate, make_producer, make_user

SCREENS = ["nhap-quyet-dinh/", "giay-chung-nhan/", "giay-chung-nhan/ket-qua/", "quyet-dinh/", "chu-the/", "radar/"]


@pytest.mark.django_db
@pytest.mark.parametrize("screen", SCREENS)
def test_who_is_not_logged_in_is_sent_to_the_log_in(client, screen):
    answer = client.get(f"/van-phong/{screen}")
    assert answer.status_code == 302
    assert answer.url.startswith("/dang-nhap/")


@pytest.mark.django_db
@pytest.mark.parametrize("screen", SCREENS)
def test_a_producer_is_kept_out(client, screen):
    user = make_user()
    user.groups.add(Group.objects.get(name="Producer"))
    make_producer(users=[user])
    client.force_login(user)
    assert client.get(f"/van-phong/{screen}").status_code in (302, 403)


@pytest.mark.django_db
@pytest.mark.parametrize("screen", SCREENS)
def test_staff_without_the_programme_group_is_kept_out(client, screen):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    assert client.get(f"/van-phong/{screen}").status_code in (302, 403)


@pytest.mark.django_db
def test_a_producers_own_log_in_reaches_neither_certificate_nor_act(client):
    certificate = make_certificate()
    user = make_user()
    client.force_login(user)
    for address in ("", "thu-hoi/"):
        assert client.post(f"/van-phong/giay-chung-nhan/{certificate.pk}/{address}").status_code in (302, 403)
    assert certificate.events.count() == 0


def test_an_officer_bound_to_a_province_sees_and_touches_only_its_register(office, of_cao_bang):
    elsewhere = make_certificate()
    here = make_certificate(producer=make_producer(province_id="04"))
    for screen in ("giay-chung-nhan/", "quyet-dinh/", "chu-the/"):
        assert len(office.get(f"/van-phong/{screen}").context["object_list"]) == 1
    assert office.get(f"/van-phong/giay-chung-nhan/{here.pk}/").status_code == 200
    assert office.get(f"/van-phong/giay-chung-nhan/{elsewhere.pk}/").status_code == 404
    assert office.get(f"/van-phong/chu-the/{elsewhere.producer_id}/").status_code == 404
    act = {"on": "2026-06-01", "ground": "c", "sure": "on"}
    assert office.post(f"/van-phong/giay-chung-nhan/{elsewhere.pk}/thu-hoi/", act).status_code == 404
    assert elsewhere.events.count() == 0


def test_an_officer_bound_to_a_province_sees_only_own_imports(office, of_cao_bang):
    theirs = DecisionImport.objects.create(
        file_name="x.csv", plan={"rows": [], "producers": {}, "skipped": []}, actor=make_user()
    )
    assert office.get(f"/van-phong/nhap-quyet-dinh/{theirs.pk}/").status_code == 404
    assert office.post(f"/van-phong/nhap-quyet-dinh/{theirs.pk}/").status_code == 404


@pytest.mark.django_db
def test_administrators_bind_officers_to_provinces_and_officers_may_not(client, officer, administrator):
    where = "/van-phong/can-bo-tinh/new/"
    said = {"user": officer.pk, "province": "04"}
    client.force_login(officer)
    client.post(where, said)
    assert officer.office_provinces.count() == 0
    client.force_login(administrator)
    client.post(where, said)
    assert [row.province_id for row in officer.office_provinces.all()] == ["04"]


@pytest.mark.django_db
def test_the_groups_may_what_their_names_say():
    def may(name):
        return {
            f"{app}.{codename}"
            for app, codename in Group.objects.get(name=name).permissions.values_list(
                "content_type__app_label", "codename"
            )
        }

    assert {"wagtailadmin.access_admin", "programme.add_decisionimport", "certification.add_certificateevent"} <= may(
        "Programme staff"
    )
    assert "accounts.change_user" not in may("Programme staff")
    assert may("Programme staff") < may("Shop administrator")
    assert may("Producer") == set()


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/dashboard/", "/dashboard/catalogue/", "/en/dashboard/"])
def test_the_dashboard_is_for_administrators_only(client, officer, administrator, door):
    client.force_login(officer)
    assert client.get(door).status_code == 403
    client.force_login(administrator)
    assert client.get(door).status_code == 200
