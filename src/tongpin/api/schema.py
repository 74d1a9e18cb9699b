"""The OpenAPI document as text, for `tongpin openapi` and the committed copy."""

from __future__ import annotations

import json

from tongpin.api.instance import api


def document() -> str:
    """The document with sorted keys, so that a difference is a difference of the API."""
    import tongpin.api.urls  # noqa: F401 - mounts the routers

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True)
