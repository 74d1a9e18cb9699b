"""Downloads."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from tongpin.documents import queries
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import download as as_download


@page("documents.view")
def download(request: PageRequest, pk: int) -> HttpResponse:
    """One attachment as a saved file; it never runs in the site's own pages."""
    row = queries.attachment(request.page.visible, pk)
    if row is None:
        raise Http404
    request.page.require(row.unit)
    try:
        data = queries.content(row.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = as_download(data, row.name, row.stored.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
