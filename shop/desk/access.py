from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from catalogue.producers.models import Producer
from shop.notices.models import Notice

from .panels import navigation


@method_decorator(never_cache, name="dispatch")
class DeskMixin(LoginRequiredMixin):
    """A page of the desk: for people who work for a producer, `self.producers`; 404 for everybody else."""

    panel: str

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.producers = list(Producer.objects.of(request.user))
        if not self.producers:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def desk_context(self) -> dict:
        """What `desk/base.html` reads."""
        return {
            "producer": self.producers[0],
            "panels": navigation(self.request, self.panel),
            "unread": Notice.objects.of(self.request.user).unread().count(),
        }
