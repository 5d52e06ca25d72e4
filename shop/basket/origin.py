"""Forms on pages that are cached whole carry no token: they are taken from our own pages only, told by the browser."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_same_origin(request: HttpRequest) -> bool:
    """True if the browser says that the form stood on this site, and says nothing else beside it.

    Origin and Sec-Fetch-Site must both agree where they are sent; the referrer counts only if neither is.
    """
    here = f"{request.scheme}://{request.get_host()}"
    said = ((request.headers.get("Origin"), here), (request.headers.get("Sec-Fetch-Site"), "same-origin"))
    if told := [value == expected for value, expected in said if value is not None]:
        return all(told)
    referrer = urlsplit(request.headers.get("Referer", ""))
    return f"{referrer.scheme}://{referrer.netloc}" == here
