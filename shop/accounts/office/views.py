"""People in the office: Wagtail's user screens with our forms."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn, UserViewSet

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .forms import ChangedPersonForm, NewPersonForm, OwnNameForm


class PeopleView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        boxes, _name, _username, *rest = super().columns
        named = self._get_title_column_class(UserColumn)(
            "full_name", accessor=str, label=_("Full name"), sort_key="full_name", get_url=self.get_edit_url
        )
        ways = [
            Column(name, label=label, sort_key=name) for name, label in (("phone", _("Phone")), ("email", _("E-mail")))
        ]
        return [boxes, named, *ways, *rest]

    @cached_property
    def search_fields(self) -> tuple[str, ...]:
        return ("full_name", "phone", "email")


class NewPersonView(CreateView):
    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "by": self.request.user}


class ChangedPersonView(EditView):
    """An administrator's account, password included, is changed by administrators only."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "by": self.request.user}


class PeopleViewSet(UserViewSet):
    ordering = "full_name"
    index_view_class = PeopleView
    add_view_class = NewPersonView
    edit_view_class = ChangedPersonView
    create_template_name = "accounts/office/new.html"
    edit_template_name = "accounts/office/change.html"

    def get_form_class(self, for_update: bool = False):
        return ChangedPersonForm if for_update else NewPersonForm


class OwnNamePanel(NameEmailSettingsPanel):
    title = _("Name, phone and e-mail")
    form_class = OwnNameForm


class OwnAccountView(AccountView):
    """Wagtail's page about oneself, without the two names that it would not be saved without."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [
            OwnNamePanel(panel.request, panel.user, panel.profile) if type(panel) is NameEmailSettingsPanel else panel
            for panel in super().get_panels()
        ]
