"""Who may do what in the register, and the one way to its rows (law 10): what is of the officer's producers."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet

from catalogue.certification.models import Certificate, Decision
from catalogue.producers.models import Producer
from catalogue.provenance.access import producers_for
from shop.programme.models import DecisionImport

VIEW = "certification.view_certificate"
ACT = "certification.add_certificateevent"
IMPORT = "programme.add_decisionimport"
EDIT_PRODUCER = "producers.change_producer"


def allowed(user, permission: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(permission))


class RegisterView:
    """Mixed into every screen: refuses whoever lacks `needs`."""

    needs = VIEW

    def dispatch(self, request, *args, **kwargs):
        if not allowed(request.user, self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def provinces_of(user) -> list[str] | None:
    """Codes of the provinces that an officer is bound to; None where bound to none and so free."""
    return list(user.office_provinces.values_list("province_id", flat=True)) or None


def visible(model: type, user) -> QuerySet:
    """The rows of `model` that this officer may see and act on; every list and every act asks here."""
    if model is Producer:
        return producers_for(user)
    free = provinces_of(user) is None
    rows = model._default_manager.all()
    if model is DecisionImport:
        return rows if free else rows.filter(actor=user)
    mine = producers_for(user).values("pk")
    if model is Certificate:
        return rows if free else rows.filter(producer__in=mine)
    if model is Decision:
        theirs = Certificate.objects.filter(decision=OuterRef("pk"), producer__in=mine)
        return rows if free else rows.filter(Exists(theirs))
    raise TypeError(model)
