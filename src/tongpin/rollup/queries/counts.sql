-- How many facts count, one gathering of several kinds once; and the first and last of their days.
WITH gathered AS (
  SELECT subject, slot, happened_on, done, on_time, draft, progress FROM held WHERE NOT twin
  UNION ALL
  SELECT subject, slot, min(happened_on), max(done), max(on_time), max(draft),
         -- The record that stands for the gathering is the first of those that count.
         coalesce(min(CASE WHEN done = 1 THEN fact * 2 + progress END), 0) % 2
    FROM held WHERE twin
   GROUP BY subject, slot, gathering
)
SELECT subject, slot, CAST(sum(done) AS BIGINT) AS done,
       CAST(sum(on_time) AS BIGINT) AS on_time, CAST(sum(draft) AS BIGINT) AS drafts,
       max(progress) AS progress,
       min(CASE WHEN done = 1 THEN happened_on END) AS first_on,
       max(CASE WHEN done = 1 THEN happened_on END) AS last_on,
       max(CASE WHEN on_time = 1 THEN happened_on END) AS last_in_time
  FROM gathered
 GROUP BY subject, slot
