from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.OrdersView.as_view(), name="orders"),
    path("don/<str:number>/phieu/", views.SlipView.as_view(), name="slip"),
    path("don/<str:number>/khong-giao-duoc/", views.RefuseView.as_view(), name="refuse"),
    path("don/<str:number>/<slug:step>/", views.StepView.as_view(), name="step"),
]
