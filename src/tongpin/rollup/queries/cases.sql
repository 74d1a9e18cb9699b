-- Every check to be asked of every subject and window, three times (see evidence).
SELECT o.subject, o.slot, a.asking, n.node, n.asks, n.times, n.part, n.whole, n.numerator,
       n.denominator, n.exclusive, n.total, n.anchor, s.asked_on, s.starts, s.bound
  FROM owing o
  JOIN slots s ON s.slot = o.slot AND s.asks = 'tree' AND NOT s.future
  JOIN nodes n ON n.edition = s.edition AND n.asks NOT IN ('all_of', 'any_of')
 CROSS JOIN (SELECT 1 AS asking UNION ALL SELECT 2 UNION ALL SELECT 3) a
 WHERE o.owed = 1
