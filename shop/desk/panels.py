"""The panels of the producer's desk. Other apps add theirs from `AppConfig.ready`: `panels.register(Panel(…))`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Panel:
    """An entry of the desk's navigation. `count` says what waits there for a user, one query at most.

    None instead of a number leaves the panel out for her."""

    slug: str
    title: str
    url_name: str
    order: int
    icon: str = "store"
    count: Callable[[object], int | None] | None = None


_registered: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    _registered[panel.slug] = panel


def navigation(request: HttpRequest, current: str) -> list[dict]:
    """The panels in order, as the desk's base template shows them."""
    return [
        {
            "title": panel.title,
            "url": reverse(panel.url_name),
            "icon": panel.icon,
            "current": panel.slug == current,
            "count": waiting,
        }
        for panel in sorted(_registered.values(), key=lambda panel: panel.order)
        if (waiting := panel.count(request.user) if panel.count else 0) is not None
    ]
