import os
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from shop.accounts.models import User
from shop.accounts.phones import normalise_phone

PASSWORD = "ADMINISTRATOR_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = f"Create an administrator who logs in by phone or e-mail. Asks for the password, or takes {PASSWORD}."

    def add_arguments(self, parser):
        parser.add_argument("login", help="a Vietnamese phone number or an e-mail address")
        parser.add_argument("--name", default="", help="full name")

    def handle(self, *args, login: str, name: str, **options):
        try:
            fields = _login_fields(login)
        except ValidationError as error:
            raise CommandError(f"{login!r} is neither a Vietnamese phone number nor an e-mail address.") from error
        if User.objects.filter(**fields).exists():
            raise CommandError(f"{login} is somebody's already; nothing was changed.")
        password = os.environ.get(PASSWORD) or _typed_twice()
        person = User(full_name=name, **fields)
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        User.objects.create_superuser(password=password, full_name=name, **fields)
        self.stdout.write(f"{login} may now enter /van-phong/.")


def _login_fields(login: str) -> dict[str, str]:
    if "@" not in login:
        return {"phone": normalise_phone(login)}
    validate_email(login)
    return {"email": login.lower()}


def _typed_twice() -> str:
    password = getpass("Password: ")
    if password != getpass("Once more: "):
        raise CommandError("The two passwords differ.")
    return password
