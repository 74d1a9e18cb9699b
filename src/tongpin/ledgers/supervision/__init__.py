"""督查监督: teams, rounds on site, 作风自查, duties for a clean conduct, attendance."""
