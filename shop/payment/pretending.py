"""Demo only: the message that SePay would send, signed with the demo's key, over real HTTP to our own address."""

import json
import uuid
from datetime import datetime

import requests

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import sepay
from .models import PaymentAttempt

PATIENCE = 10  # seconds


class BankSilent(Exception):
    """Our own door did not take the message."""


def message(attempt: PaymentAttempt, now: datetime) -> bytes:
    """An incoming transfer of exactly what is asked, as SePay's documentation describes it."""
    number = attempt.account.number if attempt.account else ""
    told = {
        "id": uuid.uuid4().int % 10**12,
        "gateway": attempt.account.bank_name if attempt.account else "",
        "transactionDate": f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}",
        "accountNumber": number,
        "subAccount": None,
        "code": None,
        "content": f"DEMO CT DEN {attempt.reference} GD {uuid.uuid4().int % 10**6:06}",
        "transferType": "in",
        "description": "",
        "transferAmount": int(attempt.amount),
        "referenceCode": f"DEMO.{uuid.uuid4().int % 10**10}",
        "accumulated": 0,
    }
    return json.dumps(told).encode()


def pretend_transfer(attempt: PaymentAttempt) -> None:
    """Let the demo bank report the money of `attempt`.

    Raises:
        BankSilent: nobody answered, or the answer was not 200.
    """
    now = timezone.now()
    body, timestamp = message(attempt, now), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-SePay-Timestamp": timestamp,
        "X-SePay-Signature": sepay.sign(body, timestamp),
    }
    address = settings.WAGTAILADMIN_BASE_URL + reverse("payment:sepay")
    try:
        answer = requests.post(address, data=body, headers=headers, timeout=PATIENCE)
    except requests.RequestException as error:
        raise BankSilent(str(error)) from error
    if answer.status_code != 200:
        raise BankSilent(f"HTTP {answer.status_code}")
