-- The facts that start a limit, one gathering once, numbered in order for each kind.
WITH gathered AS (
  SELECT f.subject, s.slot, f.gathering, min(f.fact) AS fact
    FROM facts f
    JOIN anchor_kinds k ON k.kind = f.kind
    JOIN slots s ON s.edition = k.edition
   WHERE f.state = 'recorded' AND f.happened_on >= s.starts AND f.happened_on <= s.asked_on
     AND (f.moves & s.shape) = 0
   GROUP BY f.subject, s.slot, f.gathering
)
SELECT g.subject, g.slot, f.kind, f.happened_on,
       row_number() OVER (PARTITION BY g.subject, g.slot, f.kind ORDER BY g.fact) AS place
  FROM gathered g
  JOIN facts f ON f.subject = g.subject AND f.fact = g.fact
