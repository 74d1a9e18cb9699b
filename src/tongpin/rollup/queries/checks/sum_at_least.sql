-- A negative number is a slip of the pen and takes nothing away.
SELECT c.subject, c.slot, c.asking, c.node,
       CASE WHEN coalesce(sum(CASE WHEN v.value > 0 THEN v.value END), 0) >= c.total THEN 'yes'
            WHEN count(e.fact) > count(v.value) THEN 'unknown'
            ELSE 'no' END AS answer,
       c.total AS needed, CAST(NULL AS DATE) AS open_limit
  FROM cases c
  LEFT JOIN evidence e ON e.subject = c.subject AND e.slot = c.slot AND e.asking = c.asking
  LEFT JOIN fact_values v ON v.subject = e.subject AND v.fact = e.fact AND v.name = c.part
 WHERE c.asks = 'sum_at_least'
 GROUP BY c.subject, c.slot, c.asking, c.node, c.total
