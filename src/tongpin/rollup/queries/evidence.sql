-- For checks other than a count: the facts that each asking looks at, one gathering once.
-- Asking 1: in time; 2: late ones too; 3: drafts as well.
WITH gathered AS (
  SELECT h.subject, h.slot, h.gathering, min(h.happened_on) AS happened_on,
         min(CASE WHEN h.done = 1 THEN h.fact END) AS done,
         min(CASE WHEN h.done = 1 AND (s.whole OR h.on_time = 1) THEN h.fact END) AS in_time,
         min(CASE WHEN h.draft = 1 THEN h.fact END) AS draft
    FROM held h
    JOIN slots s ON s.slot = h.slot AND s.asks = 'tree'
   GROUP BY h.subject, h.slot, h.gathering
)
SELECT subject, slot, 1 AS asking, in_time AS fact, happened_on
  FROM gathered WHERE in_time IS NOT NULL
UNION ALL
SELECT subject, slot, 2, done, happened_on FROM gathered WHERE done IS NOT NULL
UNION ALL
SELECT subject, slot, 3, draft, happened_on FROM gathered WHERE draft IS NOT NULL
