"""The proof behind a star: a page and its data that outlast any single certificate."""

import segno

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .cards import Card, for_display
from .certification.events import candidacy
from .certification.models import Certificate, CertificateEvent
from .certification.standing import Standing, standing
from .certification.states import PROVEN, State, today
from .models import Product
from .producers.models import Producer
from .provenance.texts import title_of

TOLD = (CertificateEvent.Kind.EXTENDED, CertificateEvent.Kind.WITHDRAWN)  # of a certificate's events, to the public


def proof(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product = _product(pk)
    if slug != product.slug:
        return redirect("catalogue:proof", slug=product.slug, pk=pk, permanent=True)
    now = standing(product)
    address = request.build_absolute_uri(request.path)
    code = segno.make(address, error="m").svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True)
    producer = product.sheet.producer
    return render(
        request,
        "catalogue/proof.html",
        {
            "product": product,
            "title": title_of(product),
            "producer": producer,
            "printed_address": _printed_address(now, producer),
            "standing": now,
            "ran_out": now.state != State.WITHDRAWN,
            "decision": now.certificate.decision if now.certificate else None,
            "register_checked_on": _checked_on(now),
            "candidacy": _candidacy(now),
            "history": _history(product),
            "qr_svg": mark_safe(code),  # noqa: S308 - drawn by segno from our own address
            "product_url": product.get_absolute_url() if product.is_public else "",
            "json_url": reverse("catalogue:proof-json", kwargs={"slug": product.slug, "pk": pk}),
            "section": "catalogue",
            "structured_data": _proof_data(request, product, now),
            "meta_description": _("Whether the OCOP stars of %(title)s are in force, who decided and when.")
            % {"title": title_of(product)},
        },
    )


def proof_json(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
    product = _product(pk)
    now = standing(product)
    proposed = _candidacy(now)
    return JsonResponse(
        {
            "product": product.title,
            "producer": product.sheet.producer.name,
            "url": request.build_absolute_uri(
                reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk})
            ),
            "asked_on": today().isoformat(),
            "register_checked_on": _checked_on(now).isoformat(),
            "state": now.state or None,
            "star": now.star,
            "proposed_for_five_stars_on": proposed.proposed_on.isoformat() if proposed else None,
            "decision": now.decision_no or None,
            "authority": now.certificate.decision.authority if now.certificate else None,
            "decided_on": now.certificate.decision.date.isoformat() if now.certificate else None,
            "valid_to": now.valid_to.isoformat() if now.valid_to else None,
            "since": now.since.isoformat() if now.since else None,
            "history": [
                {
                    "star": one.star,
                    "decision": one.decision.number,
                    "valid_from": one.valid_from.isoformat(),
                    "valid_to": one.valid_to.isoformat(),
                    "replaced_on": one.replaced_on.isoformat() if one.replaced_on else None,
                    "withdrawn_on": one.timeline.withdrawn_on.isoformat() if one.timeline.withdrawn_on else None,
                    "events": [_told(event) for event in one.events.all() if event.kind in TOLD],
                }
                for one in _history(product)
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _told(event: CertificateEvent) -> dict:
    return {
        "kind": event.kind,
        "on": event.on.isoformat(),
        "until": event.until.isoformat() if event.until else None,
        "decision": event.decision_number or None,
        "ground": event.get_ground_display() or None,
    }


def json_ld(request: HttpRequest, card: Card) -> dict:
    """schema.org Product with Offer and, while it lives, the star as `hasCertification` (never as a rating)."""
    url = request.build_absolute_uri(card.url)
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": card.title,
        "url": url,
        "brand": {"@type": "Organization", "name": card.producer_name},
    }
    if card.image:
        data["image"] = request.build_absolute_uri(card.image.url)
    if card.price is not None:
        stock = "InStock" if card.available else "OutOfStock"
        data["offers"] = {
            "@type": "Offer",
            "price": str(int(card.price)),
            "priceCurrency": settings.OSCAR_DEFAULT_CURRENCY,
            "availability": f"https://schema.org/{stock}",
            "url": url,
        }
    if card.standing.star:
        data["hasCertification"] = _certification(card.standing)
    return data


def _proof_data(request: HttpRequest, product: Product, now: Standing) -> dict:
    """The product by name with its certification as it stands today, which may be none."""
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": title_of(product),
        "url": request.build_absolute_uri(product.get_absolute_url()),
        "brand": {"@type": "Organization", "name": product.sheet.producer.name},
    }
    return {**data, "hasCertification": _certification(now)} if now.star else data


def _certification(now: Standing) -> dict:
    decision = now.certificate.decision
    return {
        "@type": "Certification",
        "name": f"OCOP {now.star} sao",
        "certificationIdentification": decision.number,
        "issuedBy": {"@type": "Organization", "name": decision.authority},
        "datePublished": decision.date.isoformat(),
        "expires": now.valid_to.isoformat(),
        "certificationStatus": "https://schema.org/CertificationActive",
    }


def _printed_address(now: Standing, producer: Producer) -> str:
    """As the decision prints it, where today's is another."""
    printed = (now.certificate.address if now.certificate else "") or producer.address_printed
    return printed if printed != producer.address else ""


def _product(pk: int) -> Product:
    """Also for a product that is no longer sold: the proof stays as long as it was ever certified."""
    known = for_display(Product.objects.all()).filter(pk=pk)
    product = get_object_or_404(known)
    if not product.is_public:
        return get_object_or_404(known.filter(coverages__isnull=False).distinct())
    return product


def _history(product: Product):
    """Recognitions that are proven, the newest first, with `replaced_on` where a later one took their place."""
    return (
        Certificate.objects.filter(coverages__product=product, corrected_by=None, timeline__evidence__in=PROVEN)
        .annotate(replaced_on=F("coverages__superseded_on"))
        .select_related("decision", "timeline")
        .prefetch_related("events")
        .order_by("-valid_from")
    )


def _candidacy(now: Standing):
    return candidacy(now.certificate) if now.is_live else None


def _checked_on(now: Standing):
    """The day the register was last looked at for this product: never later than the newest entry of staff."""
    if now.certificate is None:
        return today()
    return now.certificate.decision.checked_on or now.certificate.created_at.date()
