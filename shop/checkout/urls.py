from django.urls import path

from . import views

app_name = "checkout"
urlpatterns = [
    path("", views.AddressView.as_view(), name="address"),
    path("", views.AddressView.as_view(), name="index"),  # Oscar's own templates link here
    path("xa-phuong/", views.CommunesView.as_view(), name="communes"),
    path("giao-hang/", views.DeliveryView.as_view(), name="delivery"),
    path("xem-lai/", views.ReviewView.as_view(), name="review"),
    path("cam-on/<str:token>/", views.ThanksView.as_view(), name="thanks"),
]
