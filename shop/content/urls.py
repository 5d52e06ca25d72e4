from django.urls import path

from . import provinces, signposts

urlpatterns = [
    path("tinh/<slug:slug>/", provinces.province, name="province"),
    path("sitemap.xml", signposts.sitemap, name="sitemap"),
    path("robots.txt", signposts.robots, name="robots"),
    path("site.webmanifest", signposts.manifest, name="manifest"),
]
