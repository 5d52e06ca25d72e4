from oscar.apps.catalogue.abstract_models import AbstractProduct


class Product(AbstractProduct):
    """A thing for sale: standalone, a family (parent) or one of its variants (child)."""


from oscar.apps.catalogue.models import *  # noqa: E402,F403 - Oscar's other models, unchanged
