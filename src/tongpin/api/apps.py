"""The API's declaration."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "tongpin.api"
    label = "api"
    verbose_name = "接口"
