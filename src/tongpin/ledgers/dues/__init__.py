"""党费: bases, assessment, collection, money upward and out, publication."""
