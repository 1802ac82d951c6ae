"""Addresses of signing in and out, and of the person's own pages."""

from django.urls import path

from zhike.doors.web.sign_in import own, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("me", own.mine, name="me"),
    path("me/password", own.password, name="me-password"),
    path("me/sessions/end", own.end_others),
    path("me/sessions/<int:sign_in_id>/end", own.end_one),
    path("me/tokens/new", own.new_token),
    path("me/tokens/<int:token_id>/revoke", own.revoke_token),
]
