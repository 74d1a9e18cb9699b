-- The conditions of duties that only some owe: owed 1, 0, or null where it cannot be told.
-- Asked on the middle day of the part lived in the window; unknown there, on its last day.
WITH lived AS (
  SELECT o.subject, o.slot, s.edition, s.starts, s.ends, s.middle,
         greatest(s.starts, coalesce(o.founded, s.starts)) AS first_day,
         least(s.ends, coalesce(o.dissolved, s.ends)) AS last_day
    FROM owing o
    JOIN slots s ON s.slot = o.slot
   WHERE s.conditional AND o.owed = 1
), asked AS (
  SELECT l.subject, l.slot, l.last_day, c.condition, c.depth, c.attribute,
         c.wants, c.at_least, c.below,
         CASE WHEN l.first_day = l.starts AND l.last_day = l.ends THEN l.middle
              ELSE add_days(l.first_day, half_days_between(l.first_day, l.last_day))
         END AS middle
    FROM lived l
    JOIN conditions c ON c.edition = l.edition
), answered AS (
  SELECT a.subject, a.slot, a.condition, a.depth, a.wants, a.at_least, a.below,
         coalesce(m.truth, e.truth) AS truth,
         CASE WHEN m.truth IS NULL THEN e.number ELSE m.number END AS number
    FROM asked a
    LEFT JOIN attributes m ON m.subject = a.subject AND m.name = a.attribute
                          AND m.starts <= a.middle AND m.ends >= a.middle
    LEFT JOIN attributes e ON e.subject = a.subject AND e.name = a.attribute
                          AND e.starts <= a.last_day AND e.ends >= a.last_day
), settled AS (
  -- The first of a chain that is known settles it: twice its depth, plus one where it holds.
  SELECT subject, slot, condition,
         min(CASE WHEN truth IS NOT NULL THEN depth * 2 + CASE
               WHEN wants IS NOT NULL THEN CASE WHEN truth = wants THEN 1 ELSE 0 END
               WHEN at_least IS NOT NULL THEN CASE WHEN number >= at_least THEN 1 ELSE 0 END
               WHEN number < below THEN 1 ELSE 0 END END) % 2 AS holds
    FROM answered
   GROUP BY subject, slot, condition
)
SELECT subject, slot,
       CASE WHEN min(holds) = 0 THEN 0 WHEN count(holds) < count(*) THEN NULL ELSE 1 END AS owed
  FROM settled
 GROUP BY subject, slot
