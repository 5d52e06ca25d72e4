"""Reported problems in the programme office: nobody adds or deletes one there, the office answers."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from django.utils.translation import gettext_lazy as _

from .models import Report

READ_ONLY = ("kind", "product", "order_number", "text", "name", "phone", "email")


class OnlyAnswer(ModelPermissionPolicy):
    def user_has_permission(self, user, action):
        return action in ("view", "change") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Report, OnlyAnswer(Report))


class ReportEditView(EditView):
    def save_instance(self):
        self.form.instance.handled_by = self.request.user
        return super().save_instance()


class ReportViewSet(ModelViewSet):
    model = Report
    icon = "warning"
    menu_label = _("Reported problems")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    edit_view_class = ReportEditView
    list_display = (
        "number",
        "kind",
        "product",
        "state",
        "reported_at",
        "reply_by",
        "solve_by",
        BooleanColumn("is_late", label=_("late")),
    )
    list_filter = ("state", "kind")
    list_per_page = 50
    search_fields = ("number", "order_number", "text", "name", "phone", "email")
    search_backend_name = None
    panels = (
        MultiFieldPanel([FieldPanel(name, read_only=True) for name in READ_ONLY], heading=_("As reported")),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("answer")], heading=_("Our answer")),
    )


@hooks.register("register_admin_viewset")
def reports():
    return ReportViewSet("reported-problems")
