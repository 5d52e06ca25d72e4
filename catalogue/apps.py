from oscar.apps.catalogue import apps

from django.urls import path


class CatalogueConfig(apps.CatalogueConfig):
    name = "catalogue"

    def ready(self):
        super().ready()
        from . import proof

        self.proof_view = proof.proof
        self.proof_json_view = proof.proof_json

    def get_urls(self):
        return [
            path("chung-nhan/<slug:slug>_<int:pk>/", self.proof_view, name="proof"),
            path("chung-nhan/<slug:slug>_<int:pk>.json", self.proof_json_view, name="proof-json"),
            *super().get_urls(),
        ]
