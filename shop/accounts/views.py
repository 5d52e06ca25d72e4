from allauth.core import ratelimit

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from shop.settings.csp import BACK_OFFICES

from .forms import ChangedPasswordForm, ForgottenPasswordForm, NewPasswordForm, PhoneOrEmailForm
from .models import User
from .second_factor import log_in


def door_of(user: User) -> str:
    """Where this person works: the office, the producer's desk, or the shop."""
    if user.is_staff:
        return "/van-phong/"
    return "/gian-hang/" if user.partners.exists() else "/"


def _may_enter(user: User, path: str) -> bool:
    if path.startswith("/van-phong/"):
        return user.has_perm("wagtailadmin.access_admin")
    return user.is_staff or not path.startswith(BACK_OFFICES)


class PhoneOrEmailLoginView(auth.LoginView):
    """The one log-in for buyers, producers and staff; sends each to their own door."""

    form_class = PhoneOrEmailForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not _may_enter(request.user, self.get_redirect_url()):
            raise PermissionDenied  # sent here for want of a right: to send them back would go round for ever
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PhoneOrEmailForm) -> HttpResponse:
        user = form.get_user()
        return log_in(self.request, user, then=self.get_redirect_url() or door_of(user))

    def get_default_redirect_url(self) -> str:
        return door_of(self.request.user)


def other_login(request: HttpRequest, **kwargs) -> HttpResponse:
    """In place of the log-in forms that Wagtail, Oscar and allauth bring: ours."""
    target = request.GET.urlencode()
    return redirect(f"{settings.LOGIN_URL}?{target}" if target else str(settings.LOGIN_URL))


class AccountView(LoginRequiredMixin, TemplateView):
    """Who is logged in, and the three things they may do about it."""

    template_name = "accounts/account.html"
    extra_context = {"section": "account"}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(door=door_of(self.request.user), **kwargs)


class ForgottenPasswordView(auth.PasswordResetView):
    form_class = ForgottenPasswordForm
    template_name = "accounts/password_forgotten.html"
    email_template_name = "accounts/mail/password_forgotten.txt"
    subject_template_name = "accounts/mail/password_forgotten_subject.txt"
    success_url = reverse_lazy("password-reset-done")
    # The link's host comes from our settings, never from the request's header.
    extra_email_context = {"site_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"), "operator": settings.OPERATOR}

    def form_valid(self, form: ForgottenPasswordForm) -> HttpResponse:
        if not ratelimit.consume(self.request, action="reset_password", key=form.cleaned_data["email"].lower()):
            return redirect(self.get_success_url())
        return super().form_valid(form)


class NewPasswordView(auth.PasswordResetConfirmView):
    form_class = NewPasswordForm
    template_name = "accounts/password_new.html"
    success_url = reverse_lazy("password-reset-complete")


class ChangePasswordView(auth.PasswordChangeView):
    form_class = ChangedPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("account")
