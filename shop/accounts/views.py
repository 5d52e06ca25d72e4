from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _


class PhoneOrEmailForm(AuthenticationForm):
    username = CharField(
        label=_("Phone or e-mail"), widget=TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": _("This phone or e-mail and password do not match. Check both and try again."),
        "inactive": _("This account is closed."),
    }


class PhoneOrEmailLoginView(LoginView):
    """The one log-in for buyers, producers and staff; sends each to their own door."""

    form_class = PhoneOrEmailForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        if user.is_staff:
            return "/van-phong/"
        return "/gian-hang/" if user.partners.exists() else "/"
