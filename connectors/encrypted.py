"""A text field that is encrypted in the database (Fernet, `settings.FIELD_KEYS`, newest key first)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models


class WrongKey(Exception):
    """A stored secret cannot be opened by any of the configured keys."""


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: tokens cannot be stored.")
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.FIELD_KEYS))


class EncryptedTextField(models.TextField):
    """Encrypted at rest, plain in Python. It cannot be searched; a wrong key raises instead of hiding the loss."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            raise WrongKey(f"{self.model.__name__}.{self.name}: none of FIELD_KEYS opens it") from None

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted and cannot be searched.")
