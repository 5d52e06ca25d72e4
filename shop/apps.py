from oscar.config import Shop

from django.urls import path


class StorefrontConfig(Shop):
    """Oscar's root application under Vietnamese addresses, without its home page: Wagtail owns `/`."""

    name = "oscar"

    mounted = {
        "catalogue/": "san-pham/",
        "basket/": "gio-hang/",
        "accounts/": "tai-khoan/",
        "dashboard/": "dashboard/",
    }

    def get_urls(self):
        from shop.search.views import BrowseView

        self.catalogue_app.catalogue_view = BrowseView
        kept = []
        for pattern in super().get_urls():
            route = str(pattern.pattern)
            if route in self.mounted:
                kept.append(path(self.mounted[route], (pattern.url_patterns, pattern.app_name, pattern.namespace)))
            elif route.startswith("password-reset/"):
                kept.append(path(route.replace("password-reset/", "mat-khau/"), pattern.callback, name=pattern.name))
        return kept
