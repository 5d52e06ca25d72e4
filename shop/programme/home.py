"""The office's first screen: what the register and the products ask for today."""

from wagtail import hooks
from wagtail.admin.ui.components import Component

from django.templatetags.static import static
from django.utils.html import format_html_join

from catalogue.certification.models import Certificate
from catalogue.certification.states import today
from catalogue.models import Product
from catalogue.provenance.access import products_for

from .register import access, radar


class TodayPanel(Component):
    """Radar counts, drafts to complete, and the two ways to begin."""

    name = "programme-today"
    order = 10
    template_name = "programme/home.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        day = today()
        counted = radar.counts(access.visible(Certificate, user), day)
        drafts = products_for(user).filter(is_public=False).exclude(structure=Product.CHILD).count()
        return {
            "day": day,
            "marks": [(mark, counted[mark.slug]) for mark in radar.MARKS],
            "drafts": drafts,
            "may_import": access.allowed(user, access.IMPORT),
        }


@hooks.register("construct_homepage_panels")
def show_today(request, panels):
    if access.allowed(request.user, access.VIEW):
        panels.insert(0, TodayPanel())


@hooks.register("construct_homepage_summary_items")
def leave_out_page_counts(request, items):
    items.clear()


@hooks.register("insert_global_admin_css")
def register_styles():
    sheets = ((static(f"programme/{name}"),) for name in ("office.css", "register/register.css"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("construct_main_menu")
def leave_out_what_leads_to_wagtails_own_site(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name != "help"]
