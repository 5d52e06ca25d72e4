from .scenes import KINDS, compose

__all__ = ["KINDS", "compose"]
