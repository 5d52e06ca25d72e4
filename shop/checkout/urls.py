from django.urls import path

from . import after, views

app_name = "checkout"
urlpatterns = [
    path("", views.AddressView.as_view(), name="address"),
    path("", views.AddressView.as_view(), name="index"),  # Oscar's own templates link here
    path("xa-phuong/", views.CommunesView.as_view(), name="communes"),
    path("giao-hang/", views.DeliveryView.as_view(), name="delivery"),
    path("xem-lai/", views.ReviewView.as_view(), name="review"),
    path("cam-on/<str:token>/", after.ThanksView.as_view(), name="thanks"),
    path("cam-on/<str:token>/tien/", after.StandingView.as_view(), name="standing"),
    path("cam-on/<str:token>/qr-<int:attempt>.png", after.PictureView.as_view(), name="picture"),
    path("cam-on/<str:token>/tra-tien/", after.PayView.as_view(), name="pay"),
    path("cam-on/<str:token>/gia-lap/", after.PretendView.as_view(), name="pretend"),
]
