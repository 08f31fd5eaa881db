"""Addresses of the public pages."""

from django.urls import path

from linli.web.public import building, ground, views

urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("cases/", views.cases, name="cases"),
    path("cases/<uuid:notice_id>/", views.case, name="case"),
    path("cases/<uuid:notice_id>/object/", views.object_to, name="case-object"),
    path("suspended/", views.suspended_list, name="suspended"),
    path("b/<str:code>/", building.building, name="building"),
    path("privacy/", views.privacy, name="privacy"),
    path("map/areas.json", ground.areas, name="areas"),
    path("map/near.json", ground.near, name="near"),
]
