"""The organisation: units, people, membership, posts, accounts, roles and scope."""
