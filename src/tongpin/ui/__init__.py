"""Base templates, template tags, the list page and the static files every page shares."""
