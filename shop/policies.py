from csp.middleware import CSPMiddleware, PolicyParts

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from shop.settings.csp import (
    BACK_OFFICE_POLICY,
    BACK_OFFICES,
    CONSENT_POLICY,
    CONSENT_STARTS,
    PAYING,
    paying_policy,
)


class PathPolicyMiddleware(CSPMiddleware):
    """The content security policy of the part of the house that answers (`shop.settings.csp`)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(BACK_OFFICES):
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(BACK_OFFICES):
            parts.config = BACK_OFFICE_POLICY
        elif not report_only and request.path_info.startswith(CONSENT_STARTS):
            parts.config = CONSENT_POLICY
        elif not report_only and request.path_info.startswith(PAYING) and settings.STRIPE["secret_key"]:
            parts.config = paying_policy(settings.STRIPE["checkout"])
        return parts
