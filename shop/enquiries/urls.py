from django.urls import path

from . import views

app_name = "enquiries"
urlpatterns = [
    path("da-gui/", views.thanks, name="thanks"),
    path("<int:pk>/", views.NewView.as_view(), name="new"),
]
