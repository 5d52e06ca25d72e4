"""Content security policies: a strict one for the storefront and the desk, none of ours for the two back offices.

Wagtail's and Oscar's back offices carry inline scripts of their own, so the header leaves them out; both are behind a
second factor and ask no third party for anything.
"""

from csp.constants import NONE, SELF

WIDER_PREFIXES = ("/van-phong/", "/dashboard/", "/en/van-phong/", "/en/dashboard/")

STOREFRONT_POLICY = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
