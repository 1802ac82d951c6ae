"""Says no in words: a refusal from any floor becomes a page, or a toast on the page that asked. No traceback shows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhike.doors.web.problems import problem_page
from zhike.doors.web.records.answers import toast
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.refusals import NotFound, Refused

API = "/api/"


class RefusalsInWords:
    """Middleware that turns refusals into answers for the browser. The API has its own way to say them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception to Django."""
        if request.path.startswith(API) or not isinstance(exception, Refused | ValueProblem):
            return None
        message = str(exception.message)
        status = exception.status if isinstance(exception, Refused) else 422
        if isinstance(exception, NotFound) and not request.headers.get("HX-Request"):
            return problem_page(request, 404)
        if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
            # 422 would be swapped in as a form; a refusal that no form shows is only said.
            return toast(HttpResponse(status=409 if status == 422 else status), message, tone="error")
        return problem_page(request, status, message)
