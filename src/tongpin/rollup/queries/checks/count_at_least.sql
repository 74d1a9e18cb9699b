SELECT c.subject, c.slot, c.asking, c.node,
       CASE WHEN count(e.fact) >= c.times THEN 'yes' ELSE 'no' END AS answer,
       c.times AS needed, CAST(NULL AS DATE) AS open_limit
  FROM cases c
  LEFT JOIN evidence e ON e.subject = c.subject AND e.slot = c.slot AND e.asking = c.asking
 WHERE c.asks = 'count_at_least'
 GROUP BY c.subject, c.slot, c.asking, c.node, c.times
