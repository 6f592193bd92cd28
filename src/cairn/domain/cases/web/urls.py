"""Addresses of cases, under ``p/<partnership>/``; each module of screens has its own list."""

from cairn.domain.cases.web import between_urls, case_urls, people_urls, sharing_urls, writing_urls

app_name = "cases"
urlpatterns = [
    *writing_urls.urlpatterns,
    *people_urls.urlpatterns,
    *sharing_urls.urlpatterns,
    *between_urls.urlpatterns,
    *case_urls.urlpatterns,
]
