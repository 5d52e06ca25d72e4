from django.conf import settings
from django.http import HttpRequest


def organisation(request: HttpRequest, name: str) -> dict:
    """schema.org Organization: who runs the shop, as the footer states it; what is not known is left out."""
    operator = settings.OPERATOR
    stated = {
        "legalName": operator["name"],
        "address": operator["address"],
        "taxID": operator["tax_code"],
        "telephone": operator["phone"],
        "email": operator["email"],
    }
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": name,
        "url": request.build_absolute_uri("/"),
        **{key: value for key, value in stated.items() if value},
    }
