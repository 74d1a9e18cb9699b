"""谈话提醒: reminder, criticism, inspection, admonition, inquiry and sanctions, by need to know."""
