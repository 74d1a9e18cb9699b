"""Who did what: the actor, the action envelope and the hash chain of entries."""
