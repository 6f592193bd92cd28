"""Addresses of cases, under ``p/<partnership>/``."""

from cairn.domain.cases.web import writing_urls

app_name = "cases"
urlpatterns = [*writing_urls.urlpatterns]
