"""The three groups of people and what each may do; kept in step with this list after every `migrate`."""

from django.apps import apps

STAFF = "Programme staff"
ADMINISTRATOR = "Shop administrator"
PRODUCER = "Producer"

STAFF_MAY = (
    "wagtailadmin.access_admin",
    "programme.view_decisionimport", "programme.add_decisionimport",
    "certification.view_decision", "certification.view_certificate", "certification.add_certificateevent",
    "producers.view_producer", "producers.change_producer",
    "provenance.view_productsheet", "provenance.change_productsheet",
    "catalogue.view_product", "catalogue.change_product",
    "reports.view_report", "reports.change_report",
    "search.view_synonym", "search.add_synonym", "search.change_synonym", "search.delete_synonym",
    "search.view_filler", "search.add_filler", "search.change_filler", "search.delete_filler",
    "wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
    "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document",
)  # fmt: skip
ADMINISTRATOR_MAY = (
    *STAFF_MAY,
    "accounts.view_user", "accounts.add_user", "accounts.change_user",
    "provenance.view_officeprovince", "provenance.add_officeprovince", "provenance.change_officeprovince",
    "provenance.delete_officeprovince",
    "shop_payment.view_banktransaction", "shop_payment.change_banktransaction", "shop_payment.add_statementimport",
    "shop_payment.view_paymentaccount", "shop_payment.add_paymentaccount", "shop_payment.change_paymentaccount",
    "voucher.view_voucher", "voucher.add_voucher", "voucher.change_voucher",
)  # fmt: skip


def ensure_groups(**_signal) -> None:
    """Make the groups and give them their permissions; what an administrator added beside them stays."""
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    stored = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for name, allowed in ((STAFF, STAFF_MAY), (ADMINISTRATOR, ADMINISTRATOR_MAY), (PRODUCER, ())):
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*(stored[permission] for permission in allowed if permission in stored))
        if name != PRODUCER:
            _let_edit_pages(group)


def _let_edit_pages(group) -> None:
    """Pages are permitted per tree in Wagtail: the whole tree, to write and to publish."""
    Page, GroupPagePermission = (apps.get_model("wagtailcore", name) for name in ("Page", "GroupPagePermission"))
    root = Page.objects.filter(depth=1).first()
    verbs = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wagtailcore", codename__in=("add_page", "change_page", "publish_page")
    )
    for permission in verbs if root else ():
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
