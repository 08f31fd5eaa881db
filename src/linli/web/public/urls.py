"""Addresses of the public pages."""

from django.urls import path

from linli.web.public import building, cases, ground, receptions, views

urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("cases/", cases.cases, name="cases"),
    path("cases/feed.atom", cases.feed, name="cases-feed"),
    path("cases/<uuid:notice_id>/", cases.case, name="case"),
    path("cases/<uuid:notice_id>/object/", views.object_to, name="case-object"),
    path("suspended/", views.suspended_list, name="suspended"),
    path("b/", building.search, name="building-search"),
    path("b/<str:code>/", building.building, name="building"),
    path("b/<str:code>/qr.svg", building.code_image, name="building-qr"),
    path("reception/", receptions.receptions, name="receptions"),
    path("reception/<uuid:sitting_id>/", receptions.reception, name="reception"),
    path("privacy/", views.privacy, name="privacy"),
    path("map/areas.json", ground.areas, name="areas"),
    path("map/near.json", ground.near, name="near"),
    path("map/names.json", ground.names, name="names"),
]
