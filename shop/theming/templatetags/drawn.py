from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalogue.certification.states import today
from shop.search.revision import remembered_for

from ..active import active_theme

register = template.Library()


class DrawnOnce(template.Node):
    def __init__(self, nodelist: NodeList, key: FilterExpression):
        self.nodelist, self.key = nodelist, key

    def render(self, context: template.Context) -> SafeString:
        key, request = self.key.resolve(context), context.get("request")
        if not key or request is None:
            return self.nodelist.render(context)
        state = ("drawn", key, get_language(), today(), active_theme())
        drawn = remembered_for(request).get(state, lambda: str(self.nodelist.render(context)))
        return mark_safe(drawn)  # noqa: S308 - as rendered


@register.tag
def drawn_once(parser: Parser, token: Token) -> DrawnOnce:
    """`{% drawn_once KEY %} … {% end_drawn_once %}`: drawn once per state of the catalogue, language, day and theme.

    For what is the same for every visitor, if KEY tells it apart from any other; with an empty KEY it is drawn anew.
    """
    _name, key = token.split_contents()
    nodelist = parser.parse(("end_drawn_once",))
    parser.delete_first_token()
    return DrawnOnce(nodelist, parser.compile_filter(key))
