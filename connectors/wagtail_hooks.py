"""Wagtail finds its hooks by this name."""

from .screens import office  # noqa: F401
