from functools import partial

from oscar.config import Shop

from django.urls import URLPattern, URLResolver, path

CLOSED = ("category", "range", "reviews")  # of the catalogue


class StorefrontConfig(Shop):
    """Oscar's root application under Vietnamese addresses, without its home page: Wagtail owns `/`.

    Oscar's pages that we have not made our own are closed: their names stay, because Oscar's templates link to them,
    and lead to our page of the same purpose.
    """

    name = "oscar"

    mounted = {
        "catalogue/": "san-pham/",
        "basket/": "gio-hang/",
        "accounts/": "tai-khoan/",
        "offers/": "uu-dai/",
        "dashboard/": "dashboard/",
    }

    def get_urls(self):
        from shop.search.views import BrowseView

        self.catalogue_app.catalogue_view = BrowseView
        kept = []
        for pattern in super().get_urls():
            route = str(pattern.pattern)
            if route in self.mounted:
                patterns = _with_our_doors(route, pattern.url_patterns)
                kept.append(path(self.mounted[route], (patterns, pattern.app_name, pattern.namespace)))
        return kept


def _with_our_doors(route: str, patterns: list) -> list:
    from shop.accounts.views import other_login

    kept = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if route == "catalogue/":
                inner = _with_our_doors(route, pattern.url_patterns)
                pattern = URLResolver(pattern.pattern, inner, namespace=pattern.namespace)
        elif pattern.name in ("login", "register"):
            pattern = _replaced(pattern, other_login)
        elif route == "accounts/":
            pattern = _replaced(pattern, partial(_elsewhere, to="account"))
        elif route == "offers/" or (route == "catalogue/" and pattern.name.startswith(CLOSED)):
            pattern = _replaced(pattern, partial(_elsewhere, to="catalogue:index"))
        kept.append(pattern)
    return kept


def _replaced(pattern: URLPattern, view) -> URLPattern:
    return URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def _elsewhere(request, to: str, **arguments):
    from django.shortcuts import redirect

    return redirect(to)
