"""Addresses of the gallery."""

from django.urls import path

from zhike.doors.web.gallery import answers, pages

urlpatterns = [
    path("", pages.pieces, name="gallery"),
    path("list", pages.customer_list, name="gallery-list"),
    path("card", pages.card, name="gallery-card"),
    path("board", pages.board, name="gallery-board"),
    path("home", pages.home, name="gallery-home"),
    path("sign-in", pages.sign_in, name="gallery-sign-in"),
    path("errors/<str:code>", pages.error, name="gallery-error"),
    path("search", answers.search),
    path("preferences", answers.preferences),
    path("options", answers.options),
    path("regions", answers.regions),
    path("cells/<int:row>/<str:field>", answers.cell),
    path("panel/<int:row>", answers.panel),
    path("move/<int:row>", answers.move),
    path("dialog", answers.dialog),
    path("undo", answers.undo),
    path("progress", answers.progress),
    path("facts/<str:field>", answers.fact),
    path("unmask", answers.unmask),
    path("note", answers.note),
    path("refused", answers.refused),
]
