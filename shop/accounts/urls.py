from django.contrib.auth.views import LogoutView
from django.urls import path

from .views import PhoneOrEmailLoginView

urlpatterns = [
    path("dang-nhap/", PhoneOrEmailLoginView.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(next_page="/"), name="logout"),
]
