-- Facts by what may count them: their kind, or for a progress record the duty that it names.
-- One row a fact and claim. `done`: it counts; `draft`: it would count once submitted.
SELECT f.subject, f.fact, f.kind AS claim, f.happened_on, f.gathering, f.twin, f.moves,
       CASE WHEN f.state = 'recorded' THEN 1 ELSE 0 END AS done,
       1 AS draft,
       0 AS progress,
       d.dissolved
  FROM facts f
  LEFT JOIN (SELECT subject, dissolved FROM subjects WHERE dissolved IS NOT NULL) d
    ON d.subject = f.subject
 WHERE f.kind <> 'duties.progress' AND f.state <> 'withdrawn'
UNION ALL
SELECT f.subject, f.fact, t.tag, f.happened_on, f.gathering, f.twin, f.moves, 1, 0, 1, s.dissolved
  FROM facts f
  JOIN fact_tags t ON t.subject = f.subject AND t.fact = f.fact AND t.tag LIKE 'duty:%'
  JOIN fact_values v
    ON v.subject = f.subject AND v.fact = f.fact AND v.name = 'done' AND v.value = 1
  JOIN subjects s ON s.subject = f.subject
 WHERE f.kind = 'duties.progress' AND f.state = 'recorded'
