from django.urls import path

from shop.returns.views import AskView

from . import views

app_name = "orders"
urlpatterns = [
    path("", views.TrackView.as_view(), name="track"),
    path("<str:token>/", views.OrderView.as_view(), name="show"),
    path("<str:token>/huy/", views.CancelView.as_view(), name="cancel"),
    path("<str:token>/tra-hang/", AskView.as_view(), name="return"),
]
