"""Wrong keys are found at start, not at the first token."""

from cryptography.fernet import Fernet

from django.conf import settings
from django.core.checks import Error, register

from .contract import Connector, proven_capabilities
from .registry import CHANNELS, connector_class

NEEDED = ("base_url", "partner_id", "partner_key")


@register()
def field_keys(app_configs, **kwargs) -> list[Error]:
    errors = []
    for position, key in enumerate(settings.FIELD_KEYS):
        try:
            Fernet(key)
        except ValueError:
            hint = "Make one with cryptography.fernet.Fernet.generate_key()."
            errors.append(Error(f"FIELD_KEYS[{position}] is no Fernet key.", hint=hint, id="connectors.E001"))
    if not settings.FIELD_KEYS:
        errors.append(Error("FIELD_KEYS is empty: tokens cannot be stored.", id="connectors.E002"))
    return errors


@register()
def channels(app_configs, **kwargs) -> list[Error]:
    errors = []
    for name, given in settings.CHANNELS.items():
        if name not in CHANNELS:
            errors.append(Error(f"CHANNELS: no channel is called {name!r}.", id="connectors.E003"))
        errors += [
            Error(f"CHANNELS[{name!r}] lacks {key!r}.", id="connectors.E004") for key in NEEDED if key not in given
        ]
    for name in CHANNELS:
        kind: type[Connector] = connector_class(name)
        if kind.capabilities() != proven_capabilities(kind):
            errors.append(Error(f"{name} declares other capabilities than it has.", id="connectors.E005"))
    return errors
