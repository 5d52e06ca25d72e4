from django.urls import path

from oscar.config import Shop


class StorefrontConfig(Shop):
    """Oscar's root application under Vietnamese addresses, without its home page: Wagtail owns `/`."""

    name = "oscar"

    def get_urls(self):
        mounted = {
            "catalogue/": "san-pham/",
            "basket/": "gio-hang/",
            "accounts/": "tai-khoan/",
            "dashboard/": "dashboard/",
            "password-reset/": "mat-khau/",
        }
        kept = []
        for pattern in super().get_urls():
            route = str(pattern.pattern)
            if route in mounted and hasattr(pattern, "url_patterns"):
                kept.append(path(mounted[route], (pattern.url_patterns, pattern.app_name, pattern.namespace)))
            elif route.startswith("password-reset/"):
                kept.append(path(route.replace("password-reset/", "mat-khau/"), pattern.callback, name=pattern.name))
        return kept
