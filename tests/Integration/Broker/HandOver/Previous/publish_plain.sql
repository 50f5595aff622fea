-- parameters: timestamptz, integer[], smallint[], bytea[], text[]
INSERT INTO jobs.messages (id, rank, created_at, queue_id, phase, content_type, content, trace_parent)
SELECT nextval('jobs.message_ids'), 0, $1, n.queue_id, 0, n.content_type, n.content, n.trace_parent
FROM unnest($2, $3, $4, $5) AS n(queue_id, content_type, content, trace_parent)
RETURNING id
