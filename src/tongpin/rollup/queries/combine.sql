-- all_of and any_of of one level, three-valued: one decisive part settles it, then one unknown.
SELECT p.subject, p.slot, p.asking, n.node,
       CASE WHEN count(CASE WHEN p.answer <> 'idle' THEN 1 END) = 0 THEN 'idle'
            WHEN n.asks = 'all_of' AND count(CASE WHEN p.answer = 'no' THEN 1 END) > 0 THEN 'no'
            WHEN n.asks = 'any_of' AND count(CASE WHEN p.answer = 'yes' THEN 1 END) > 0 THEN 'yes'
            WHEN count(CASE WHEN p.answer = 'unknown' THEN 1 END) > 0 THEN 'unknown'
            WHEN n.asks = 'all_of' THEN 'yes'
            ELSE 'no' END AS answer,
       max(CASE WHEN i.place = 0 THEN p.needed END) AS needed,
       min(p.open_limit) AS open_limit
  FROM answers p
  JOIN nodes i ON i.node = p.node AND i.level = $level + 1
  JOIN nodes n ON n.node = i.parent
 GROUP BY p.subject, p.slot, p.asking, n.node, n.asks
