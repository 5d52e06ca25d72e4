from django.urls import path

from . import views

app_name = "producers"
urlpatterns = [path("<slug:slug>_<int:pk>/", views.producer, name="detail")]
