from django.urls import path

from . import views

app_name = "orders"
urlpatterns = [
    path("", views.TrackView.as_view(), name="track"),
    path("<str:token>/", views.OrderView.as_view(), name="show"),
    path("<str:token>/huy/", views.CancelView.as_view(), name="cancel"),
]
