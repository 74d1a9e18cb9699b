"""Pages of papers, their sentences, and the work done for them."""
