"""Wagtail pages and per-site choices. Pages hold product ids and render them; they share no table with Oscar."""

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, Site

from shop.theming.active import installed_themes


def theme_choices() -> list[tuple[str, str]]:
    return [(slug, about.get("name", slug)) for slug, about in installed_themes().items()]


@register_setting(icon="view")
class SiteAppearance(BaseSiteSetting):
    """The province theme that a site wears."""

    theme = models.CharField(_("theme"), max_length=40, default="base")

    panels = [FieldPanel("theme", widget=forms.Select(choices=theme_choices))]

    class Meta:
        verbose_name = _("appearance")

    @classmethod
    def for_request_or_none(cls, request: HttpRequest) -> "SiteAppearance | None":
        site = Site.find_for_request(request)
        return cls.for_site(site) if site else None


class HomePage(Page):
    """The front door: hero and product rows. Its blocks grow with the storefront."""

    lead = models.CharField(_("lead"), max_length=255, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    max_count = 1
    template = "content/home.html"

    class Meta:
        verbose_name = _("home page")


class TextPage(Page):
    """A policy, a story or any other plain text."""

    body = models.TextField(_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "content/page.html"

    class Meta:
        verbose_name = _("text page")
