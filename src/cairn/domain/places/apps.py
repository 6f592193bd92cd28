"""The project's own small gazetteer of facts."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Bottom of the domain."""

    name = "cairn.domain.places"
    label = "places"
    verbose_name = "Places"
