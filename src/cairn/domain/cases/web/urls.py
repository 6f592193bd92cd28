"""Addresses of cases, under ``p/<partnership>/``."""

from cairn.domain.cases.web import sharing_urls

app_name = "cases"
urlpatterns = [*sharing_urls.urlpatterns]
