"""Which products a user may see and edit: the one way to them for the office and for the producer's desk (law 10)."""

from django.db.models import Exists, Q, QuerySet

from catalogue.models import Product
from catalogue.producers.models import Producer

from .models import OfficeProvince

EDIT = "provenance.change_productsheet"


def is_programme_staff(user) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(EDIT))


def producers_for(user) -> QuerySet[Producer]:
    """All producers for programme staff, within the provinces that the officer is bound to; a producer's own else."""
    if not is_programme_staff(user):
        return Producer.objects.of(user)
    provinces = OfficeProvince.objects.filter(user=user).values("province")
    return Producer.objects.filter(Q(province__in=provinces) | ~Exists(provinces))


def products_for(user) -> QuerySet[Product]:
    """Products and families (not their variants) with a sheet that this user may see."""
    families = Product.objects.filter(~Q(structure=Product.CHILD), sheet__isnull=False)
    return families.filter(sheet__producer__in=producers_for(user).values("pk"))
