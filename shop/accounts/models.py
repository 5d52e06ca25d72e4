from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .phones import normalise_phone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> "User":
        """Create a user who logs in by phone or e-mail; at least one of the two is needed.

        Raises:
            ValueError: neither phone nor e-mail given.
        """
        phone = fields.pop("phone", None)
        if not (email or phone):
            raise ValueError("A user needs a phone number or an e-mail address.")
        user = self.model(
            email=self.normalize_email(email).lower() if email else None,
            phone=normalise_phone(phone) if phone else None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str | None = None, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, typed: str | None) -> "User":
        return self.by_login(typed or "")

    def by_login(self, typed: str) -> "User":
        """The user whose e-mail or phone was typed, in any common shape of either.

        Raises:
            User.DoesNotExist: nobody has it.
        """
        if "@" in typed:
            return self.get(email__iexact=typed.strip())
        try:
            return self.get(phone=normalise_phone(typed))
        except ValidationError as error:
            raise self.model.DoesNotExist from error


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in. One name field: Vietnamese names are not split into first and last."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=11, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_phone_or_email"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or ""

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower() if self.email else None
        self.phone = normalise_phone(self.phone) if self.phone else None

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else ""
