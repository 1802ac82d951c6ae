"""Addresses of the set-up pages."""

from django.urls import path

from zhike.doors.web.settings import departments, dictionaries, index, logo, numbering, people, roles, why

urlpatterns = [
    path("settings", index.index, name="settings"),
    path("settings/company", index.profile),
    path("settings/parameters", index.parameters_form),
    path("settings/company/logo", logo.change),
    path("settings/company/logo/remove", logo.remove),
    path("logo/<slug:digest>", logo.picture),
    path("settings/departments", departments.tree),
    path("settings/departments/<int:unit_id>/place", departments.place),
    path("settings/people", people.everybody),
    path("settings/people/<int:employee_id>", people.access),
    path("settings/people/<int:employee_id>/password", people.password),
    path("settings/people/<int:employee_id>/end-sessions", people.end_all),
    path("settings/people/<int:employee_id>/tokens/<int:token_id>/revoke", people.revoke_token),
    path("settings/sign-ins", people.sign_ins),
    path("settings/roles", roles.roles),
    path("settings/roles/<int:role_id>", roles.role),
    path("settings/roles/<int:role_id>/rules/<slug:key>", roles.rules),
    path("settings/dictionaries", dictionaries.dictionaries),
    path("settings/dictionaries/<slug:key>", dictionaries.dictionary),
    path("settings/dictionaries/<slug:key>/order", dictionaries.order),
    path("settings/numbering", numbering.patterns),
    path("settings/numbering/<slug:key>", numbering.pattern),
    path("settings/why", why.why_page),
]
