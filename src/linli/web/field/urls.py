"""Addresses of the field. Everything its worker on the device keeps lies below /field/, which is its whole scope."""

from django.urls import path

from linli.web.field import copying, diaries, patrolling, sending, shell

urlpatterns = [
    path("field/", shell.shell, name="field"),
    path("field/app.webmanifest", shell.manifest, name="field-manifest"),
    path("field/worker.js", shell.worker, name="field-worker"),
    path("field/copy.json", copying.copy, name="field-copy"),
    path("field/send/report/", sending.report, name="field-send-report"),
    path("field/send/log/", sending.log, name="field-send-log"),
    path("field/send/visit/", sending.visit, name="field-send-visit"),
    path("field/send/check/", patrolling.check, name="field-send-check"),
    path("field/send/finding/", patrolling.find, name="field-send-finding"),
    path("field/send/recheck/", patrolling.recheck, name="field-send-recheck"),
    path("field/send/line/", diaries.line, name="field-send-line"),
    path("field/send/sign/", diaries.sign, name="field-send-sign"),
]
