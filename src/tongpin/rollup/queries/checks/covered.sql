-- The largest numbers of the window: each fact says how far things had come after it.
WITH known AS (
  SELECT c.subject, c.slot, c.asking, c.node, e.fact, d.value AS done,
         CASE WHEN w.value IS NOT NULL THEN p.value END AS part,
         CASE WHEN p.value IS NOT NULL THEN w.value END AS whole
    FROM cases c
    LEFT JOIN evidence e ON e.subject = c.subject AND e.slot = c.slot AND e.asking = c.asking
    LEFT JOIN fact_values p ON p.subject = e.subject AND p.fact = e.fact AND p.name = c.part
    LEFT JOIN fact_values w ON w.subject = e.subject AND w.fact = e.fact AND w.name = c.whole
    LEFT JOIN fact_values d ON d.subject = e.subject AND d.fact = e.fact AND d.name = 'done'
   WHERE c.asks = 'covered'
)
SELECT subject, slot, asking, node,
       CASE WHEN count(CASE WHEN done = 1 THEN 1 END) > 0 THEN 'yes'
            WHEN count(whole) > 0 THEN CASE WHEN max(part) >= max(whole) THEN 'yes' ELSE 'no' END
            WHEN count(fact) > 0 THEN 'unknown'
            ELSE 'no' END AS answer,
       coalesce(max(whole), 0) AS needed, CAST(NULL AS DATE) AS open_limit
  FROM known
 GROUP BY subject, slot, asking, node
