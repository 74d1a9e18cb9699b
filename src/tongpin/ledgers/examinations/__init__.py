"""The ledger 知识考试: bank, papers, sittings, marking, publication, practice, analysis."""
