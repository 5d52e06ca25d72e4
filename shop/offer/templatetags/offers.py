from django import template

from shop.offer.showing import told_on

register = template.Library()
register.simple_tag(told_on, name="offers_on")
