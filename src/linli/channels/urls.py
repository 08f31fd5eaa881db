"""Addresses of the channels."""

from django.urls import path

from linli.channels import pages
from linli.channels.open311.urls import urlpatterns as open311

urlpatterns = [path("demo/sms/", pages.simulated_sms, name="simulated-sms"), *open311]
