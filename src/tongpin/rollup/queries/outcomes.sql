-- The answers of the topmost checks, the three askings beside each other.
SELECT a.subject, a.slot, max(a.needed) AS needed,
       max(CASE WHEN a.asking = 1 THEN a.answer END) AS first_answer,
       max(CASE WHEN a.asking = 2 THEN a.answer END) AS late_answer,
       max(CASE WHEN a.asking = 3 THEN a.answer END) AS draft_answer,
       max(CASE WHEN a.asking = 1 THEN a.open_limit END) AS first_limit,
       max(CASE WHEN a.asking = 2 THEN a.open_limit END) AS late_limit
  FROM answers a
  JOIN nodes n ON n.node = a.node AND n.level = 0
 GROUP BY a.subject, a.slot
