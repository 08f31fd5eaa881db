"""Addresses of the pages with figures."""

from django.urls import path

from linli.web.figures import cases, desk, files, hotspots, needs, proposals, proposed, public, report

urlpatterns = [
    path("definitions/", public.definitions, name="definitions"),
    path("figures/", public.figures, name="figures"),
    path("figures/table.<str:form>", files.public, name="figures-file"),
    path("figures/<path:area_path>/", public.street, name="figures-street"),
    path("desk/figures/", desk.figures, name="desk-figures"),
    path("desk/figures/table.<str:form>", files.desk, name="desk-figures-file"),
    path("desk/figures/cases/<slug:code>/", cases.cases, name="figure-cases"),
    path("desk/figures/cases/<slug:code>.<str:form>", cases.file, name="figure-cases-file"),
    path("desk/figures/needs/", needs.week, name="figures-needs"),
    path("desk/figures/needs/cases/", needs.cases, name="figures-need-cases"),
    path("desk/figures/needs/owner/", needs.owner, name="figures-need-owner"),
    path("desk/figures/needs/<uuid:need_id>/", needs.answer, name="figures-need"),
    path("desk/figures/hotspots/", hotspots.hot, name="figures-hotspots"),
    path("desk/figures/hotspots/<uuid:spot_id>/", hotspots.one, name="figures-hotspot"),
    path("desk/figures/hotspots/<uuid:spot_id>/decide/<slug:verdict>/", hotspots.decide, name="figures-hotspot-decide"),
    path("desk/proposed/", proposed.proposed, name="proposed"),
    path("desk/proposed/<uuid:proposal_id>/", proposed.one, name="proposed-one"),
    path("desk/proposed/<uuid:proposal_id>/answer/", proposed.answer, name="proposed-answer"),
    path("desk/figures/proposals/", proposals.right, name="figures-proposals"),
    path("desk/figures/form/<slug:every>/", report.form, name="figures-form"),
    path("desk/brain/", desk.brain, name="brain"),
    path("desk/brain/<path:area_path>/", desk.brain, name="brain-area"),
]
