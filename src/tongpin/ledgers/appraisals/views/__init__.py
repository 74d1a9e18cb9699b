"""Pages of the appraisals ledger."""
