"""上级部署: received, transmitted, split into measures, carried out, answered by its day."""
