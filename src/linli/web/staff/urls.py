"""Addresses of the staff's pages."""

from django.urls import path

from linli.web.staff import (
    account,
    case,
    decisions,
    doing,
    grids,
    inbox,
    publishing,
    queue,
    reporting,
    revisit,
    signing,
)

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("my/sign-in/", signing.resident_sign_in, name="my-sign-in"),
    path("sign-in/code/", signing.second_factor, name="sign-in-code"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/reading/", account.reading, name="account-reading"),
    path("account/password/", account.password, name="account-password"),
    path("account/key/", account.key, name="account-key"),
    path("account/key/<uuid:token_id>/rotate/", account.rotate_key, name="account-key-rotate"),
    path("account/key/<uuid:token_id>/revoke/", account.revoke_key, name="account-key-revoke"),
    path("account/second-factor/", signing.set_second_factor, name="second-factor"),
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/messages/", account.messages, name="desk-messages"),
    path("desk/queue/", queue.queue, name="queue"),
    path("desk/case/<uuid:appeal_id>/", case.case, name="case"),
    path("desk/case/<uuid:appeal_id>/file/<uuid:file_id>", case.file, name="case-file"),
    path("desk/case/<uuid:appeal_id>/reveal/", case.reveal, name="case-reveal"),
    path("desk/case/<uuid:appeal_id>/do/<slug:name>/", doing.do, name="case-do"),
    path("desk/revisit/", revisit.desk, name="revisit-desk"),
    path("desk/decisions/", decisions.desk, name="decisions"),
    path("desk/report/", reporting.report, name="desk-report"),
    path("desk/publish/", publishing.desk, name="publish-desk"),
    path("desk/publish/<uuid:notice_id>/withdraw/", publishing.withdraw, name="publish-withdraw"),
    path("desk/publish/objection/<uuid:objection_id>/", publishing.objection, name="publish-objection"),
    path("desk/publish/<uuid:notice_id>/<slug:name>/", publishing.step, name="publish-step"),
    path("desk/grid/<str:code>/", grids.area, name="desk-grid"),
]
