-- What belongs to a window: held in it, or made up for it on any later day by a tag for:….
SELECT c.subject, d.slot, c.fact, c.happened_on, c.gathering, c.twin, c.done, c.draft, c.progress,
       CASE WHEN c.happened_on <= least(d.deadline, coalesce(c.dissolved, d.deadline))
            THEN c.done ELSE 0 END AS on_time
  FROM claims c
  JOIN slot_days d ON d.claim = c.claim AND d.day = c.happened_on
 WHERE (c.moves & d.shape) = 0
UNION ALL
-- What follows an event may fall after the window in which the event was.
SELECT c.subject, s.slot, c.fact, c.happened_on, c.gathering, c.twin, c.done, c.draft, c.progress,
       c.done
  FROM claims c
  JOIN slot_kinds k ON k.kind = c.claim
  JOIN slots s ON s.slot = k.slot
 WHERE s.anchored AND c.happened_on >= s.starts AND c.happened_on <= s.as_of
   AND (c.moves & s.shape) = 0
UNION ALL
SELECT c.subject, s.slot, c.fact, c.happened_on, c.gathering, c.twin, c.done, c.draft, c.progress,
       CASE WHEN s.anchored OR c.happened_on <= least(s.deadline, coalesce(c.dissolved, s.deadline))
            THEN c.done ELSE 0 END
  FROM claims c
  JOIN fact_tags t ON t.subject = c.subject AND t.fact = c.fact
  JOIN slots s ON s.tag = t.tag
  JOIN slot_kinds k ON k.slot = s.slot AND k.kind = c.claim
 WHERE c.moves <> 0 AND c.happened_on <= s.as_of
