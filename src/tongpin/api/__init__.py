"""The OpenAPI face of the same actions and queries."""
