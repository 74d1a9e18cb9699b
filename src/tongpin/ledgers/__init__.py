"""The ring of ledgers: one anatomy, no ledger knows another."""
