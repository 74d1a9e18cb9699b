-- Facts whose share is reached, and those of which a number is not filled in.
WITH shares AS (
  SELECT c.subject, c.slot, c.asking, c.node, c.times, e.fact,
         CASE WHEN e.fact IS NULL THEN NULL
              WHEN p.value IS NULL OR w.value IS NULL OR w.value <= 0 THEN 'unclear'
              WHEN p.value * c.denominator > w.value * c.numerator THEN 'good'
              WHEN p.value * c.denominator = w.value * c.numerator AND NOT c.exclusive THEN 'good'
         END AS share
    FROM cases c
    LEFT JOIN evidence e ON e.subject = c.subject AND e.slot = c.slot AND e.asking = c.asking
    LEFT JOIN fact_values p ON p.subject = e.subject AND p.fact = e.fact AND p.name = c.part
    LEFT JOIN fact_values w ON w.subject = e.subject AND w.fact = e.fact AND w.name = c.whole
   WHERE c.asks = 'ratio_at_least'
)
SELECT subject, slot, asking, node,
       CASE WHEN count(CASE WHEN share = 'good' THEN 1 END) >= times THEN 'yes'
            WHEN count(share) >= times THEN 'unknown'
            ELSE 'no' END AS answer,
       times AS needed, CAST(NULL AS DATE) AS open_limit
  FROM shares
 GROUP BY subject, slot, asking, node, times
