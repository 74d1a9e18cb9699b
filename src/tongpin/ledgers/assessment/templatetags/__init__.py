"""Template filters of 示范支部创建."""
