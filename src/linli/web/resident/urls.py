"""Addresses of the resident's pages."""

from django.urls import path

from linli.web.resident import contact, deeds, receipt, reporting

urlpatterns = [
    path("report/", reporting.words, name="report"),
    path("report/check/", reporting.check, name="report-check"),
    path("report/place/", reporting.place, name="report-place"),
    path("report/send/", reporting.send, name="report-send"),
    path("r/<str:token>", receipt.receipt, name="receipt"),
    path("r/<str:token>/contact", contact.contact, name="receipt-contact"),
    path("r/<str:token>/file/<uuid:file_id>", receipt.file, name="receipt-file"),
    path("r/<str:token>/<slug:name>", deeds.deed, name="receipt-deed"),
]
