-- Those who were on the list on the day asked; no list leaves it unknown.
WITH lists AS (
  SELECT c.subject, c.slot, c.asking, c.node, c.times, c.asked_on, a.people
    FROM cases c
    LEFT JOIN attributes a ON a.subject = c.subject AND a.name = 'people'
                          AND a.starts <= c.asked_on AND a.ends >= c.asked_on
   WHERE c.asks = 'each_person_at_least'
), attended AS (
  SELECT e.subject, e.slot, e.asking, t.tag AS person, count(*) AS times
    FROM evidence e
    JOIN fact_tags t ON t.subject = e.subject AND t.fact = e.fact
   GROUP BY e.subject, e.slot, e.asking, t.tag
), reached AS (
  SELECT l.subject, l.slot, l.asking, l.node, count(*) AS people
    FROM lists l
    JOIN people p ON p.subject = l.subject AND p.starts <= l.asked_on AND p.ends >= l.asked_on
    LEFT JOIN attended d ON d.subject = l.subject AND d.slot = l.slot AND d.asking = l.asking
                        AND d.person = p.person
   WHERE coalesce(d.times, 0) >= l.times
   GROUP BY l.subject, l.slot, l.asking, l.node
)
SELECT l.subject, l.slot, l.asking, l.node,
       CASE WHEN l.people IS NULL THEN 'unknown'
            WHEN coalesce(r.people, 0) = l.people THEN 'yes' ELSE 'no' END AS answer,
       coalesce(l.people, 0) AS needed, CAST(NULL AS DATE) AS open_limit
  FROM lists l
  LEFT JOIN reached r ON r.subject = l.subject AND r.slot = l.slot AND r.asking = l.asking
                     AND r.node = l.node
