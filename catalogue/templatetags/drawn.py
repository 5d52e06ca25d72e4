from collections.abc import Callable, Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ..certification.states import today

register = template.Library()


def drawn(context: template.Context, key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """What `draw` gives for `key`, once per state of the catalogue, language, day and theme."""
    remembered = getattr(context.get("request"), "remembered", None)  # a preview in the office has none
    if remembered is None:
        return draw()
    state = ("drawn", key, get_language(), today(), context["theme_slug"])
    return mark_safe(remembered.get(state, lambda: str(draw())))  # noqa: S308 - as rendered


class DrawnOnce(template.Node):
    def __init__(self, nodelist: NodeList, key: FilterExpression):
        self.nodelist, self.key = nodelist, key

    def render(self, context: template.Context) -> SafeString:
        key = self.key.resolve(context)
        return drawn(context, key, lambda: self.nodelist.render(context)) if key else self.nodelist.render(context)


@register.tag
def drawn_once(parser: Parser, token: Token) -> DrawnOnce:
    """`{% drawn_once KEY %} … {% end_drawn_once %}`: drawn once per state of the catalogue, language, day and theme.

    For what is the same for every visitor, if KEY tells it apart from any other; with an empty KEY it is drawn anew.
    """
    _name, key = token.split_contents()
    nodelist = parser.parse(("end_drawn_once",))
    parser.delete_first_token()
    return DrawnOnce(nodelist, parser.compile_filter(key))
