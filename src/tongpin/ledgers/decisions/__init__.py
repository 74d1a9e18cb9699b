"""三重一大: from a proposed topic to a decision that holds, and to its being carried out."""
