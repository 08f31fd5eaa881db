"""Addresses of the channels."""

from django.urls import path

from linli.channels import doors, pages, signals
from linli.channels.open311.urls import urlpatterns as open311

urlpatterns = [
    path("demo/sms/", pages.simulated_sms, name="simulated-sms"),
    path("connect/<uuid:connection_id>/orders/", doors.push_orders, name="connect-orders"),
    path("connect/<uuid:connection_id>/messages/", doors.push_messages, name="connect-messages"),
    path("connect/<uuid:connection_id>/wecom/", doors.wecom_callback, name="connect-wecom"),
    path("connect/<uuid:connection_id>/signals/", signals.signal, name="connect-signals"),
    *open311,
]
