"""Addresses of plans, actions, work lists, requests and search, under a partnership."""

from django.urls import include, path

from cairn.domain.plans.web import (
    plan_list,
    plan_page,
    plan_roll,
    plan_steps,
    request_pages,
    work_home,
    work_mine,
    work_search,
    workbook_pages,
)

app_name = "plans"
urlpatterns = [
    path("", work_home.home, name="home"),
    path("my-work/", work_mine.show, name="work"),
    path("search/", work_search.search, name="search"),
    path("plans/", plan_list.show, name="plans"),
    path("plans/start/<slug:slug>/", plan_list.start, name="start"),
    path("plans/<str:ref>/", plan_page.show, name="plan"),
    path("plans/<str:ref>/actions/", plan_page.actions, name="actions"),
    path("plans/<str:ref>/from-last-year/", plan_page.carried, name="carried"),
    path("plans/<str:ref>/roll-forward/", plan_roll.roll, name="roll-forward"),
    path("plans/<str:ref>/roll-forward/confirm/", plan_roll.confirm, name="roll-confirm"),
    path("plans/<str:ref>/copy/", plan_page.export, name="export"),
    path("plans/<str:ref>/partners/", plan_steps.ask, name="ask"),
    path("plans/<str:ref>/next-step/", plan_steps.move, name="move"),
    path("plans/<str:ref>/workbook/", workbook_pages.upload, name="workbook"),
    path("plans/<str:ref>/workbook/columns/", workbook_pages.columns, name="workbook-columns"),
    path("plans/<str:ref>/workbook/names/", workbook_pages.names, name="workbook-names"),
    path("plans/<str:ref>/workbook/rows/", workbook_pages.rows, name="workbook-rows"),
    path("plans/<str:ref>/workbook/problems.<str:form>", workbook_pages.problems, name="workbook-problems"),
    path("plans/<str:ref>/workbook/result/", workbook_pages.result, name="workbook-result"),
    path("requests/", request_pages.show, name="requests"),
    path("requests/<str:ref>/", request_pages.answer, name="request"),
    path("", include("cairn.domain.plans.web.action_urls")),
]
