"""Log-in, password and second factor. Of allauth only the second factor's pages are mounted."""

from allauth.account.views import reauthenticate

from django.contrib.auth.views import LogoutView, PasswordResetCompleteView, PasswordResetDoneView
from django.urls import include, path

from . import views
from .second_factor import NewDeviceView

urlpatterns = [
    path("dang-nhap/", views.PhoneOrEmailLoginView.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(next_page="/"), name="logout"),
    path("tai-khoan/", views.AccountView.as_view(), name="account"),
    path("mat-khau/", views.ForgottenPasswordView.as_view(), name="password-reset"),
    path(
        "mat-khau/da-gui/",
        PasswordResetDoneView.as_view(template_name="accounts/password_sent.html"),
        name="password-reset-done",
    ),
    path("mat-khau/dat-lai/<str:uidb64>/<str:token>/", views.NewPasswordView.as_view(), name="password-reset-confirm"),
    path(
        "mat-khau/xong/",
        PasswordResetCompleteView.as_view(template_name="accounts/password_done.html"),
        name="password-reset-complete",
    ),
    path("mat-khau/doi/", views.ChangePasswordView.as_view(), name="password-change"),
    path("bao-mat/totp/activate/", NewDeviceView.as_view(), name="mfa_activate_totp"),
    path("bao-mat/", include("allauth.mfa.urls")),
    path("bao-mat/mat-khau/", reauthenticate, name="account_reauthenticate"),
    path("bao-mat/dang-nhap/", views.other_login, name="account_login"),
]
