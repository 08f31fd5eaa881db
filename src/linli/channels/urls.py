"""Addresses of the channels."""

from django.urls import path

from linli.channels import pages

urlpatterns = [path("demo/sms/", pages.simulated_sms, name="simulated-sms")]
