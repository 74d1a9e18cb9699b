-- The verdict on every duty of every subject in every window.
WITH asked AS (
  SELECT o.key, o.subject, s.*,
         CASE WHEN o.owed = 1 AND s.conditional THEN c.owed ELSE o.owed END AS owed,
         least(s.deadline, coalesce(o.dissolved, s.deadline)) AS last_day,
         coalesce(k.done, 0) AS done, coalesce(k.on_time, 0) AS on_time,
         coalesce(k.drafts, 0) AS drafts, coalesce(k.progress, 0) AS progress,
         k.last_on, k.last_in_time,
         CASE WHEN s.asks_times > 1 THEN n.nth_on ELSE k.first_on END AS full_on,
         CASE WHEN s.whole THEN coalesce(k.done, 0) ELSE coalesce(k.on_time, 0) END AS first_count,
         t.needed AS tree_needed, coalesce(t.first_answer, '') AS first_answer,
         coalesce(t.late_answer, '') AS late_answer, coalesce(t.draft_answer, '') AS draft_answer,
         t.first_limit, t.late_limit, w.slot IS NOT NULL AS waived
    FROM owing o
    JOIN slots s ON s.slot = o.slot
    LEFT JOIN conditional c ON c.subject = o.subject AND c.slot = o.slot
    LEFT JOIN counts k ON k.subject = o.subject AND k.slot = o.slot
    LEFT JOIN nth n ON n.subject = o.subject AND n.slot = o.slot
    LEFT JOIN outcomes t ON t.subject = o.subject AND t.slot = o.slot
    LEFT JOIN waived w ON w.subject = o.subject AND w.slot = o.slot
), answered AS (
  SELECT a.*,
         CASE asks WHEN 'count_at_least' THEN first_count >= asks_times
                   WHEN 'count_at_most' THEN first_count <= asks_times
                   ELSE first_answer = 'yes' END AS first_yes,
         CASE asks WHEN 'count_at_least' THEN done >= asks_times
                   WHEN 'count_at_most' THEN done <= asks_times
                   ELSE late_answer = 'yes' END AS late_yes,
         CASE asks WHEN 'count_at_least' THEN drafts >= asks_times
                   WHEN 'count_at_most' THEN drafts <= asks_times
                   ELSE draft_answer IN ('yes', 'unknown') END AS draft_yes,
         first_answer = 'idle' AS idle,
         CASE WHEN asks = 'tree' THEN tree_needed ELSE asks_times END AS outcome_needed
    FROM asked a
), judged AS (
  SELECT a.*,
         CASE
           WHEN owed = 0 THEN 'not_applicable'
           WHEN future THEN 'not_yet'
           WHEN owed IS NULL THEN 'cannot_tell'
           WHEN qualitative THEN CASE
             WHEN progress = 1 OR (done > 0 AND as_of > ends) THEN 'met'
             WHEN as_of > ends THEN 'cannot_tell'
             ELSE 'due' END
           WHEN bound = 'max' THEN CASE
             WHEN NOT (first_yes OR first_answer IN ('unknown', 'idle')) THEN 'overdue'
             WHEN NOT (draft_yes OR draft_answer = 'idle') THEN 'cannot_tell'
             WHEN as_of > last_day THEN 'met'
             ELSE 'not_yet' END
           WHEN idle THEN CASE WHEN as_of <= ends THEN 'not_yet' ELSE 'not_applicable' END
           WHEN first_yes THEN 'met'
           WHEN late_yes THEN 'met_late'
           WHEN late_answer = 'unknown' THEN 'cannot_tell'
           WHEN drafts > done AND draft_yes THEN 'cannot_tell'
           WHEN as_of > coalesce(late_limit, last_day) THEN 'overdue'
           WHEN early THEN 'not_yet'
           WHEN days_between(as_of, coalesce(late_limit, last_day)) <= due_soon_days THEN 'due_soon'
           ELSE 'due'
         END AS verdict,
         (coalesce(owed, 0) = 0 OR future) AS unasked
    FROM answered a
)
SELECT rule, key AS subject, starts AS starts_on, ends AS ends_on,
       CASE WHEN waived AND verdict NOT IN ('met', 'met_late', 'not_applicable') THEN 'waived'
            ELSE verdict END AS verdict,
       CAST(CASE WHEN unasked THEN times ELSE outcome_needed END AS BIGINT) AS needed,
       CAST(CASE WHEN unasked OR (idle AND NOT qualitative AND bound = 'min') THEN 0
            WHEN qualitative OR whole OR verdict <> 'met' THEN done
            ELSE on_time END AS BIGINT) AS counted,
       CASE WHEN qualitative THEN CAST(NULL AS DATE)
            WHEN owed = 0 THEN deadline
            WHEN unasked THEN last_day
            WHEN bound = 'max' OR first_yes OR late_yes THEN coalesce(first_limit, last_day)
            ELSE coalesce(late_limit, last_day) END AS deadline,
       CASE WHEN bound = 'max' OR verdict NOT IN ('met', 'met_late') THEN CAST(NULL AS DATE)
            WHEN asks = 'count_at_least' AND NOT qualitative THEN full_on
            WHEN verdict = 'met' AND NOT whole THEN last_in_time
            ELSE last_on END AS met_on
  FROM judged
