from django.urls import path

from . import webhooks

app_name = "payment"
urlpatterns = [
    path("webhooks/sepay/", webhooks.from_sepay, name="sepay"),
    path("webhooks/stripe/", webhooks.from_stripe, name="stripe"),
]
