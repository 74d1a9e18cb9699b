-- The day on which the number asked for was reached, where it is more than one.
WITH gathered AS (
  SELECT h.subject, h.slot, min(h.fact) AS fact, min(h.happened_on) AS happened_on
    FROM held h
    JOIN slots s ON s.slot = h.slot AND s.asks = 'count_at_least' AND s.asks_times > 1
   WHERE h.done = 1
   GROUP BY h.subject, h.slot, h.gathering
), numbered AS (
  SELECT subject, slot, happened_on,
         row_number() OVER (PARTITION BY subject, slot ORDER BY fact) AS place
    FROM gathered
)
SELECT n.subject, n.slot, n.happened_on AS nth_on
  FROM numbered n
  JOIN slots s ON s.slot = n.slot AND s.asks_times = n.place
