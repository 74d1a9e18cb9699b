"""The look's declaration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and static files."""

    name = "tongpin.ui"
    label = "ui"
    verbose_name = "界面"
