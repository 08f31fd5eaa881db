"""Addresses of the resident's pages."""

from django.urls import path, re_path

from linli.web import devices, notifications
from linli.web.resident import (
    account,
    bookings,
    contact,
    deeds,
    heirs,
    household,
    keeping,
    own_data,
    phone,
    receipt,
    reporting,
)

urlpatterns = [
    path("report/", reporting.words, name="report"),
    path("report/check/", reporting.check, name="report-check"),
    path("report/place/", reporting.place, name="report-place"),
    path("report/send/", reporting.send, name="report-send"),
    path("find/", account.find, name="find"),
    path("join/", account.join, name="join"),
    path("my/", account.mine, name="my"),
    path("my/notifications/", notifications.resident, name="my-notifications"),
    path("my/devices/", devices.resident, name="my-devices"),
    path("my/phone/", phone.mine, name="my-phone"),
    path("my/data/", own_data.page, name="my-data"),
    path("my/data/change", own_data.change, name="my-data-change"),
    re_path(r"^my/data/export\.(?P<form>json|zip)$", own_data.export, name="my-data-export"),
    path("my/bookings/", bookings.page, name="my-bookings"),
    path("my/bookings/<uuid:booking_id>/cancel", bookings.cancel, name="my-booking-cancel"),
    path("my/bookings/<uuid:booking_id>.ics", bookings.calendar, name="my-booking-calendar"),
    path("my/household/", household.page, name="my-household"),
    path("my/household/change", household.change, name="my-household-change"),
    path("my/data/relative/", heirs.relative, name="my-data-relative"),
    path("my/data/relative/<uuid:request_id>.json", own_data.heirs_export, name="my-data-relative-export"),
    path("r/<str:token>", receipt.receipt, name="receipt"),
    path("r/<str:token>/contact", contact.contact, name="receipt-contact"),
    path("r/<str:token>/contact/export.json", contact.export, name="receipt-contact-export"),
    path("r/<str:token>/file/<uuid:file_id>", receipt.file, name="receipt-file"),
    path("r/<str:token>/link", keeping.renew, name="receipt-link"),
    path("r/<str:token>/unpublish", keeping.unpublish, name="receipt-unpublish"),
    path("r/<str:token>/<slug:name>", deeds.deed, name="receipt-deed"),
]
