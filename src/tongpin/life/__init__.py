"""组织生活: gatherings, attendance and what they count for."""
