"""So many tries in so much time, counted in the cache by what is tried and from where."""

from django.core.cache import cache

MOST_TRIES = 10
WINDOW = 15 * 60  # seconds


def too_many(*keys: str) -> bool:
    """Count a try against each key; True if any has had its share."""
    tries = [_count(key) for key in keys]
    return max(tries) > MOST_TRIES


def _count(key: str) -> int:
    name = f"tries:{key}"
    cache.add(name, 0, WINDOW)
    try:
        return cache.incr(name)
    except ValueError:  # lapsed between the two
        cache.set(name, 1, WINDOW)
        return 1
