"""民主评议党员: the year's roll, self and mutual assessment, the secret ballot, grades and results."""
