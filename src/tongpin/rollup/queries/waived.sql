-- Windows that a recorded decision covers wholly.
SELECT DISTINCT w.subject, s.slot
  FROM waivers w
  JOIN slots s ON s.rule = w.rule AND w.starts <= s.starts AND w.ends >= s.ends
 WHERE w.decided_on <= s.as_of
