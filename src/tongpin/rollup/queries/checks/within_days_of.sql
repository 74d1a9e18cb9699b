-- Each anchor takes the first fact on or after its day that no earlier anchor took. With f(j) the
-- number of facts before anchor j, anchor i takes fact number i + max over j <= i of (f(j) - j + 1)
-- as long as every anchor before it was answered, which is all that has to be known.
WITH asked AS (
  SELECT c.subject, c.slot, c.asking, c.node, a.place, a.happened_on, l.last_day,
         CASE WHEN c.bound = 'min' AND c.asking > 1 THEN 1 ELSE 0 END AS late_counts
    FROM cases c
    JOIN anchors a ON a.subject = c.subject AND a.slot = c.slot AND a.kind = c.anchor
    JOIN limits l ON l.node = c.node AND l.anchored_on = a.happened_on
   WHERE c.asks = 'within_days_of'
), numbered AS (
  SELECT subject, slot, asking, happened_on,
         row_number() OVER (PARTITION BY subject, slot, asking ORDER BY fact) AS number
    FROM evidence
), before AS (
  SELECT q.subject, q.slot, q.asking, q.node, q.place, q.last_day, q.late_counts,
         count(n.number) AS facts
    FROM asked q
    LEFT JOIN numbered n ON n.subject = q.subject AND n.slot = q.slot AND n.asking = q.asking
                        AND n.happened_on < q.happened_on
   GROUP BY q.subject, q.slot, q.asking, q.node, q.place, q.last_day, q.late_counts
), taking AS (
  SELECT subject, slot, asking, node, place, last_day, late_counts,
         place + max(facts - place + 1) OVER (
           PARTITION BY subject, slot, asking, node ORDER BY place
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS takes
    FROM before
), answered AS (
  SELECT t.subject, t.slot, t.asking, t.node, count(*) AS anchors,
         -- Limits rise with the anchors, so the least one left open is the first.
         min(CASE WHEN n.number IS NULL OR (t.late_counts = 0 AND n.happened_on > t.last_day)
                  THEN t.last_day END) AS open_limit
    FROM taking t
    LEFT JOIN numbered n ON n.subject = t.subject AND n.slot = t.slot AND n.asking = t.asking
                        AND n.number = t.takes
   GROUP BY t.subject, t.slot, t.asking, t.node
)
SELECT c.subject, c.slot, c.asking, c.node,
       CASE WHEN a.anchors IS NULL THEN 'idle'
            WHEN a.open_limit IS NULL THEN 'yes' ELSE 'no' END AS answer,
       coalesce(a.anchors, 0) AS needed, a.open_limit
  FROM cases c
  LEFT JOIN answered a ON a.subject = c.subject AND a.slot = c.slot AND a.asking = c.asking
                      AND a.node = c.node
 WHERE c.asks = 'within_days_of'
