"""发展党员: each case from application to archive, step by step by the edition of its day."""
