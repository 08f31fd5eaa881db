"""Addresses of the administration."""

from django.urls import path

from linli.web.office import accounts, areas, hooks, minors, records, rules, systems, units

urlpatterns = [
    path("office/", areas.tree, name="office"),
    path("office/branch/<str:code>/", areas.branch, name="office-branch"),
    path("office/area/<str:code>/", areas.area, name="office-area"),
    path("office/area/<str:code>/charge/", areas.charge, name="office-charge"),
    path("office/area/<str:code>/mode/", areas.mode, name="office-mode"),
    path("office/area/<str:code>/name/", areas.rename, name="office-rename"),
    path("office/audit/", areas.audit, name="office-audit"),
    path("office/merges/", areas.merges, name="office-merges"),
    path("office/merges/<uuid:proposal_id>/accept/", areas.accept_merge, name="office-merge-accept"),
    path("office/merges/<uuid:proposal_id>/decline/", areas.decline_merge, name="office-merge-decline"),
    path("office/units/", units.units, name="office-units"),
    path("office/units/new/", units.open_unit, name="office-unit-new"),
    path("office/unit/<uuid:unit_id>/", units.unit, name="office-unit"),
    path("office/unit/<uuid:unit_id>/competence/", units.competence, name="office-competence"),
    path("office/unit/<uuid:unit_id>/close/", units.close, name="office-unit-close"),
    path("office/accounts/", accounts.accounts, name="office-accounts"),
    path("office/accounts/new/", accounts.open_account, name="office-account-new"),
    path("office/account/<uuid:account_id>/", accounts.account, name="office-account"),
    path("office/account/<uuid:account_id>/grant/", accounts.grant, name="office-grant"),
    path("office/account/<uuid:account_id>/revoke/<uuid:grant_id>/", accounts.revoke, name="office-revoke"),
    path("office/account/<uuid:account_id>/reset/", accounts.reset, name="office-reset"),
    path("office/account/<uuid:account_id>/reset-factor/", accounts.reset_factor, name="office-reset-factor"),
    path("office/account/<uuid:account_id>/close/", accounts.close, name="office-account-close"),
    path("office/standards/", rules.rules, name="office-standards"),
    path("office/standard/<str:key>/", rules.rule, name="office-standard"),
    path("office/standard/<str:key>/enact/", rules.enact, name="office-enact"),
    path("office/consents/", records.consents, name="office-consents"),
    path("office/consents/<slug:purpose>/", records.consent, name="office-consent"),
    path("office/requests/", records.requests, name="office-requests"),
    path("office/requests/officer/", records.officer, name="office-officer"),
    path("office/requests/<uuid:request_id>/proof", records.proof, name="office-proof"),
    path("office/requests/<uuid:request_id>/", records.answer, name="office-answer"),
    path("office/reveals/", records.reveals, name="office-reveals"),
    path("office/minors/", minors.audit, name="office-minors"),
    path("office/minors/<int:year>/sign/", minors.sign, name="office-minors-sign"),
    path("office/sign-ins/", records.sign_ins, name="office-sign-ins"),
    path("office/journal/", records.facts, name="office-journal"),
    path("office/systems/", systems.systems, name="office-systems"),
    path("office/systems/new/", systems.open_system, name="office-system-new"),
    path("office/systems/<uuid:account_id>/key/", systems.key, name="office-system-key"),
    path("office/systems/key/<uuid:token_id>/rotate/", systems.rotate, name="office-system-rotate"),
    path("office/systems/key/<uuid:token_id>/revoke/", systems.revoke, name="office-system-revoke"),
    path("office/hooks/", hooks.hooks, name="office-hooks"),
    path("office/hooks/<uuid:subscription_id>/", hooks.hook, name="office-hook"),
    path("office/hooks/<uuid:subscription_id>/send-again/", hooks.send_again, name="office-hook-send-again"),
    *(
        path(f"office/hooks/<uuid:subscription_id>/{name}/", hooks.change, {"name": name}, name=f"office-hook-{name}")
        for name in hooks.DEEDS
    ),
]
