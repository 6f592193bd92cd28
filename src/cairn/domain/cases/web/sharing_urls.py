"""Addresses of sharing, the conflict wall and broken glass, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.cases.web import applied_views, days_views, local_views, post_views, sharing_views, wall_views

urlpatterns = [
    path("cases/<str:ref>/who/", sharing_views.who_has, name="who"),
    path("cases/<str:ref>/share/", sharing_views.offer, name="share"),
    path("cases/<str:ref>/share/each/", sharing_views.offer_each, name="share-each"),
    path("cases/<str:ref>/share/<str:share>/end/", sharing_views.end, name="end-share"),
    path("cases/<str:ref>/access/", sharing_views.access, name="access"),
    path("cases/<str:ref>/wall/", wall_views.wall_page, name="wall"),
    path("cases/<str:ref>/wall/decide/", wall_views.decide, name="decide"),
    path("cases/<str:ref>/applicant/", applied_views.applicant, name="applicant"),
    path("case-applications/", applied_views.applications, name="applications"),
    path("case-offers/", sharing_views.offered, name="offered"),
    path("case-offers/<str:ref>/", sharing_views.answer, name="answer"),
    path("case-roles/", post_views.post_list, name="posts"),
    path("case-roles/name/", post_views.name, name="name-for-role"),
    path("case-roles/<int:number>/end/", post_views.end, name="end-post"),
    path("case-roles/<int:number>/withdraw/", post_views.withdraw, name="withdraw-post"),
    path("case-rules/<slug:casetype>/", local_views.local_values, name="local-values"),
    path("case-rules/<slug:casetype>/set/", local_views.set_local_values, name="set-local-values"),
    path("case-days/", days_views.days, name="days"),
    path("case-days/set/", days_views.set_days, name="set-days"),
    path("case-days/<int:number>/withdraw/", days_views.withdraw_days, name="withdraw-days"),
    path("ties/", wall_views.ties, name="ties"),
    path("ties/<int:number>/", wall_views.tie, name="tie"),
    path("break-glass/", wall_views.break_glass, name="break-glass"),
    path("broken-glass/", wall_views.broken_glass, name="broken-glass"),
    path("broken-glass/<str:ref>/", wall_views.review, name="review-glass"),
]
