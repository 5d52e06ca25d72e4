"""Letters leave through the task queue: a slow mail server keeps no buyer waiting, and a deaf one is tried again."""

from huey.contrib.djhuey import task

from django.core.mail import send_mail


@task(retries=6, retry_delay=300)
def send_letter(subject: str, body: str, address: str) -> None:
    send_mail(" ".join(subject.split()), body, None, [address])
