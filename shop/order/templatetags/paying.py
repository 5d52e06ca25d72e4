"""How an order is paid, for templates that have only the order."""

from django import template

from shop.order.display import payment_words

register = template.Library()
register.filter("payment_words", payment_words)
