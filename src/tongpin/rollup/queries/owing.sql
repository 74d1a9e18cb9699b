-- Who is asked, and whether it existed for enough of the window: owed 1, or 0.
-- A yearly duty is owed by nobody dissolved before the end of its window.
WITH reach AS (
  SELECT c.kind, c.unit_type, e.edition, e.named
    FROM (SELECT DISTINCT kind, unit_type FROM subjects) c
    JOIN editions e ON e.kind = c.kind
    LEFT JOIN edition_types t ON t.edition = e.edition AND t.unit_type = c.unit_type
   WHERE e.any_type OR t.edition IS NOT NULL
)
SELECT u.subject, u.key, u.founded, u.dissolved, s.slot,
       CASE
         WHEN (u.founded IS NULL OR u.founded <= s.starts)
              AND (u.dissolved IS NULL OR s.ends <= u.dissolved) THEN 1
         WHEN u.founded > s.ends OR u.dissolved < s.starts THEN 0
         WHEN u.dissolved < s.ends AND s.yearly THEN 0
         WHEN days_between(greatest(s.starts, coalesce(u.founded, s.starts)),
                           least(s.ends, coalesce(u.dissolved, s.ends))) + 1 >= s.least_days THEN 1
         ELSE 0
       END AS owed
  FROM subjects u
  JOIN reach r ON r.kind = u.kind AND r.unit_type = u.unit_type
  JOIN slots s ON s.edition = r.edition
  LEFT JOIN edition_subjects n ON n.edition = r.edition AND n.key = u.key
 WHERE NOT r.named OR n.edition IS NOT NULL
