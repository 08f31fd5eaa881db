"""Addresses of Open311: the form stands at the end, and a service's code may hold dots."""

from django.urls import re_path

from linli.channels.open311 import door, reports, services

FORM = r"\.(?P<form>xml|json)$"
urlpatterns = [
    re_path(rf"^open311/(?:v2/)?discovery{FORM}", services.discovery),
    re_path(rf"^open311/v2/services{FORM}", services.services),
    re_path(rf"^open311/v2/services/(?P<code>[^/]+?){FORM}", services.definition),
    re_path(rf"^open311/v2/requests{FORM}", reports.requests),
    re_path(rf"^open311/v2/requests/(?P<request_id>[^/]+?){FORM}", reports.one),
    re_path(rf"^open311/v2/tokens/(?P<raw>[^/]+?){FORM}", reports.token),
    re_path(rf"^open311/v2/servicerequestupdates{FORM}", reports.updates),
    re_path(r"^open311/", door.nothing_here),
]
