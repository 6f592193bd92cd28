"""Areas, who lives there, and open data about them."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Beside publishing, at the bottom of the domain."""

    name = "cairn.domain.places"
    label = "places"
    verbose_name = "Places"
