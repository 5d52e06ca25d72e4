"""Takes secrets and buyers' personal data out of what is kept of a call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

CONCEALED = "***"
_SECRET = re.compile(r"token|secret|password|signature|authorization|partner_key|^sign$", re.IGNORECASE)
_PERSONAL = frozenset(
    {
        "address_billing",
        "address_shipping",
        "buyer_cpf_id",
        "buyer_note",
        "buyer_user_id",
        "buyer_username",
        "customer_first_name",
        "customer_last_name",
        "dropshipper",
        "dropshipper_phone",
        "email",
        "full_address",
        "invoice_data",
        "message_to_seller",
        "note",
        "phone",
        "recipient_address",
        "sender_real_name",
        "tax_code",
    }
)
_SECRET_IN_TEXT = re.compile(
    r"""((?:access_?token|refresh_?token|secret|\bsign)["']?\s*[=:]\s*["']?)[^"'&\s<>]+""",
    re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Whether a field of that name holds a token, key or signature."""
    return _SECRET.search(name) is not None


def redact(value: Any, extra: frozenset[str] = frozenset()) -> Any:
    """A copy of JSON-like data without secrets and personal fields; `extra` names more fields.

    Text that is itself JSON (a form field `payload`, say) is opened too.
    """
    if isinstance(value, dict):
        return {
            key: CONCEALED if _hides(str(key), extra) and item else redact(item, extra) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redact(item, extra) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            inner = json.loads(value)
        except ValueError:
            return redact_text(value)
        return json.dumps(redact(inner, extra), ensure_ascii=False)
    return value


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Text that is no JSON: known secrets and whatever is written like one are taken out."""
    for secret in secrets:
        text = text.replace(secret, CONCEALED)
    return _SECRET_IN_TEXT.sub(rf"\1{CONCEALED}", text)


def secrets_in(value: Any, extra: frozenset[str] = frozenset()) -> set[str]:
    """The secret values of a request: whatever echoes them must lose them."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                found |= secrets_in(item, extra)
            elif (is_secret(str(key)) or str(key) in extra) and len(str(item)) >= 6:
                found.add(str(item))
    elif isinstance(value, list):
        for item in value:
            found |= secrets_in(item, extra)
    return found


def _hides(name: str, extra: frozenset[str]) -> bool:
    return name.lower() in _PERSONAL or name in extra or is_secret(name)
