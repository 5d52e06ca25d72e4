"""The port of notices: each outlet brings a message to people in its own way. Screen and e-mail now."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.producers.models import Producer
from shop.accounts.models import User

from .models import Notice
from .tasks import send_letter


@dataclass(frozen=True)
class Message:
    """`kind` is one of `Notice.Kind`; `url` is a path on our own site."""

    kind: str
    subject: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Audience:
    """The people to tell, on behalf of `producer` if there is one."""

    users: Sequence[User]
    producer: Producer | None = None


class Outlet(ABC):
    @abstractmethod
    def deliver(self, message: Message, audience: Audience) -> None:
        """Called inside the transaction of what is told: write rows, call nobody before it is committed."""


class Screen(Outlet):
    def deliver(self, message: Message, audience: Audience) -> None:
        Notice.objects.bulk_create(
            [
                Notice(
                    user=user,
                    producer=audience.producer,
                    kind=message.kind,
                    subject=message.subject[:160],
                    text=message.text[:600],
                    url=message.url,
                )
                for user in audience.users
            ]
        )


class Email(Outlet):
    """To each person who has an address; a producer none of whose people has one is written to publicly."""

    def deliver(self, message: Message, audience: Audience) -> None:
        addresses = {user.email for user in audience.users if user.email}
        if not addresses and audience.producer and audience.producer.email:
            addresses = {audience.producer.email}
        if not addresses:
            return
        body = message.text
        if message.url:
            body = f"{body}\n\n{_('Open:')} {settings.WAGTAILADMIN_BASE_URL}{message.url}".strip()
        letters = [(message.subject, body, address) for address in sorted(addresses)]
        transaction.on_commit(lambda: [send_letter(*letter) for letter in letters], robust=True)


OUTLETS: tuple[Outlet, ...] = (Screen(), Email())
