-- The answers of the topmost checks, the three askings beside each other.
-- How many are needed may differ with what is looked at: it is told of the asking that settled it.
SELECT a.subject, a.slot,
       coalesce(max(CASE WHEN a.asking = 1 AND a.answer = 'yes' THEN a.needed END),
                max(CASE WHEN a.asking = 2 THEN a.needed END)) AS needed,
       max(CASE WHEN a.asking = 1 THEN a.answer END) AS first_answer,
       max(CASE WHEN a.asking = 2 THEN a.answer END) AS late_answer,
       max(CASE WHEN a.asking = 3 THEN a.answer END) AS draft_answer,
       max(CASE WHEN a.asking = 1 THEN a.open_limit END) AS first_limit,
       max(CASE WHEN a.asking = 2 THEN a.open_limit END) AS late_limit
  FROM answers a
  JOIN nodes n ON n.node = a.node AND n.level = 0
 GROUP BY a.subject, a.slot
