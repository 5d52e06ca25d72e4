"""Wagtail finds its hooks by this name."""

from . import home  # noqa: F401
from .products import hooks as products_hooks  # noqa: F401
from .register import hooks as register_hooks  # noqa: F401
