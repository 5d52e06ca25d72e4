"""Tell a producer's people, or one person, of something: `notify` is all that other apps need."""

from catalogue.producers.models import Producer
from shop.accounts.models import User

from .outlets import OUTLETS, Audience, Message


def notify(to: Producer | User, kind: str, subject: str, text: str = "", url: str = "") -> None:
    """Tell everybody who works for a producer, or one user, through every outlet.

    `kind` is one of `Notice.Kind`, `url` a path of our site. Rows are part of the present transaction; letters leave
    when it is committed, never before. The texts are in the reader's language already and name no buyer.
    """
    message = Message(kind, subject, text, url)
    if isinstance(to, Producer):
        people = User.objects.filter(partners=to.partner_id, is_active=True).order_by("pk")
        audience = Audience(list(people), producer=to)
    else:
        audience = Audience([to])
    for outlet in OUTLETS:
        outlet.deliver(message, audience)
