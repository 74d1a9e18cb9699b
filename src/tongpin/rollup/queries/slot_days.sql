-- Every day of every window up to the day of judgement, with what it counts.
SELECT k.kind AS claim, d.day, s.slot, s.shape, s.deadline
  FROM slots s
  JOIN slot_kinds k ON k.slot = s.slot
  JOIN days d ON d.day >= s.starts AND d.day <= s.asked_on
 WHERE NOT s.anchored
