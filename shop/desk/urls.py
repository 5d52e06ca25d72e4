from django.urls import path

from . import enquiries, notices, refunds, returns, shipping, views

app_name = "desk"
urlpatterns = [
    path("", views.OrdersView.as_view(), name="orders"),
    path("don/<str:number>/phieu/", views.SlipView.as_view(), name="slip"),
    path("don/<str:number>/khong-giao-duoc/", views.RefuseView.as_view(), name="refuse"),
    path("don/<str:number>/hang-ve/", returns.CameBackView.as_view(), name="came_back"),
    path("don/<str:number>/hoan-tien/", refunds.RefundView.as_view(), name="refund"),
    path("don/<str:number>/ma-van-don/", shipping.TrackingView.as_view(), name="tracking"),
    path("don/<str:number>/<slug:step>/", views.StepView.as_view(), name="step"),
    path("tra-hang/", returns.ReturnsView.as_view(), name="returns"),
    path("tra-hang/<int:pk>/", returns.ReturnView.as_view(), name="return"),
    path("yeu-cau/", enquiries.EnquiriesView.as_view(), name="enquiries"),
    path("yeu-cau/<int:pk>/da-tra-loi/", enquiries.AnsweredView.as_view(), name="enquiry_answered"),
    path("tin-bao/", notices.NoticesView.as_view(), name="notices"),
    path("tin-bao/da-doc/", notices.ReadAllView.as_view(), name="read_all"),
    path("tin-bao/<int:pk>/", notices.OpenView.as_view(), name="open_notice"),
]
