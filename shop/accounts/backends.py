from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password

from .models import User


class PhoneOrEmailBackend(ModelBackend):
    """Log in by phone or e-mail; an unknown login costs as long as a wrong password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        typed = username or kwargs.get("email") or kwargs.get("phone")
        if not typed or password is None:
            return None
        try:
            user = User.objects.by_login(typed)
        except User.DoesNotExist:
            make_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
