"""Pages of the meetings ledger."""
