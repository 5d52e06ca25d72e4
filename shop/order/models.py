from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder


class Order(AbstractOrder):
    """What one producer sends to one buyer. Its purchase, payee and proof as sold: `shop.checkout.models`."""


class Line(AbstractLine):
    """One product of an order."""


from oscar.apps.order.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
