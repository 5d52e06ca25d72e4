"""Content security policies: strict for storefront and desk, wider for the two back offices; no third party in either.

Wagtail's and Oscar's back offices carry inline scripts and styles of their own; both stand behind a second factor.
"""

from csp.constants import NONE, SELF, UNSAFE_INLINE

BACK_OFFICES = ("/van-phong/", "/dashboard/", "/en/dashboard/")
# Forms here end, by redirects that we do not choose, at the consent page of a marketplace.
CONSENT_STARTS = ("/gian-hang/kenh-ban/", "/ket-noi/")
# A form here may end, by a redirect, on the page where cards are paid.
PAYING = ("/thanh-toan/", "/en/thanh-toan/")

STOREFRONT_POLICY = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONSENT_POLICY = {name: sources for name, sources in STOREFRONT_POLICY.items() if name != "form-action"}
BACK_OFFICE_POLICY = {
    **CONSENT_POLICY,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],  # Wagtail shows a page's preview in a frame
}


def paying_policy(checkout: str) -> dict[str, list[str]]:
    """The storefront's, with forms that may lead to the origin `checkout`."""
    return {**STOREFRONT_POLICY, "form-action": [SELF, checkout]}
