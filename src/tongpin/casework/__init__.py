"""程序办理: any procedure of the rulebook run as a case, step by step."""
