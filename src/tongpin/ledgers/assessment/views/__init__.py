"""Pages of 示范支部创建."""
