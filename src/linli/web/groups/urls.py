"""Addresses of the pages of neighbourhood groups: neighbours under /my/groups/, moderators under /desk/groups/."""

from django.urls import path

from linli.web.groups import board, broadcasts, desk, homes, neighbours, news, talking

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/<uuid:item_id>/", board.item, name="board-item"),
    path("news/<uuid:notice_id>/", news.one, name="news"),
    path("my/groups/news/", news.subscription, name="groups-news"),
    path("desk/groups/board/", board.put_up, name="board-put-up"),
    path("desk/groups/board/<uuid:item_id>/down/", board.take_down, name="board-take-down"),
    path("desk/groups/board/<uuid:item_id>/photo/", board.prove, name="board-prove"),
    path("desk/groups/board/photo/<uuid:photo_id>/", board.photo, name="board-photo"),
    path("desk/groups/news/<uuid:notice_id>/", news.send, name="news-send"),
    path("desk/groups/broadcast/", broadcasts.new, name="broadcast"),
    path("desk/groups/broadcast/<uuid:broadcast_id>/", broadcasts.one, name="broadcast-one"),
    path("desk/groups/broadcast/<uuid:broadcast_id>/decide/", broadcasts.decide, name="broadcast-decide"),
    path("desk/groups/broadcast/<uuid:broadcast_id>/off/", broadcasts.off, name="broadcast-off"),
    path("my/groups/", neighbours.mine, name="my-groups"),
    path("my/groups/find/", neighbours.find, name="groups-find"),
    path("my/groups/address/", homes.address, name="groups-address"),
    path("my/groups/removals/", talking.removals, name="groups-removals"),
    path("my/groups/removals/<uuid:removal_id>/appeal/", talking.appeal, name="groups-appeal"),
    path("my/groups/<uuid:group_id>/", neighbours.group, name="group"),
    path("my/groups/<uuid:group_id>/new/", talking.start, name="group-new-thread"),
    path("my/groups/<uuid:group_id>/invited/<str:secret>/", neighbours.invited, name="group-invited"),
    path("my/groups/<uuid:group_id>/<slug:name>", neighbours.press, name="group-press"),
    path("my/groups/thread/<uuid:thread_id>/", talking.thread, name="group-thread"),
    path("my/groups/thread/<uuid:thread_id>/propose", talking.propose, name="group-propose"),
    path("my/groups/post/<uuid:post_id>/flag/", talking.flag, name="group-flag"),
    path("my/groups/post/<uuid:post_id>/<slug:name>", talking.press, name="group-post-press"),
    path("desk/groups/", desk.desk, name="groups-desk"),
    path("desk/groups/new/", desk.open_group, name="groups-open"),
    path("desk/groups/<uuid:group_id>/invite/", desk.invite, name="groups-invite"),
    path("desk/groups/<uuid:group_id>/close/", desk.close, name="groups-close"),
    path("desk/groups/post/<uuid:post_id>/keep/", desk.keep, name="groups-keep"),
    path("desk/groups/post/<uuid:post_id>/remove/", desk.remove, name="groups-remove"),
    path("desk/groups/removal/<uuid:removal_id>/", desk.decide, name="groups-decide"),
    path("desk/groups/claim/<uuid:claim_id>/", desk.verify, name="groups-verify"),
]
