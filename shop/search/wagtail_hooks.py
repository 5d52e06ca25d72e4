"""The office edits the regional synonyms, and the words that say little, below "Settings"."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Filler, Synonym


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "openquote"
    add_to_settings_menu = True
    url_prefix = "tu-dong-nghia"
    list_display = ("terms", "only_typed", "exceptions")
    search_fields = ("terms", "only_typed")
    search_backend_name = None
    form_fields = ("terms", "only_typed", "exceptions")
    inspect_view_enabled = False


class FillerViewSet(ModelViewSet):
    model = Filler
    icon = "minus"
    add_to_settings_menu = True
    url_prefix = "tu-it-nghia"
    list_display = ("phrase",)
    search_fields = ("phrase",)
    search_backend_name = None
    form_fields = ("phrase",)
    inspect_view_enabled = False


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymViewSet("synonyms")


@hooks.register("register_admin_viewset")
def fillers():
    return FillerViewSet("fillers")
