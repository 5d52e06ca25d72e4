from allauth.mfa.models import Authenticator

from django.core.management import BaseCommand, CommandError

from shop.accounts.models import User


class Command(BaseCommand):
    help = "Forget the device and recovery codes of somebody who lost both; the next log-in asks to set up a new one."

    def add_arguments(self, parser):
        parser.add_argument("login", help="phone or e-mail")

    def handle(self, *args, login: str, **options):
        try:
            user = User.objects.by_login(login)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody logs in as {login}.") from error
        Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{user}: the second factor is forgotten.")
