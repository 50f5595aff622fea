-- parameters: integer, bigint[]
SELECT i.id, r.group_key FROM unnest($2) AS i(id)
CROSS JOIN LATERAL (SELECT group_key FROM jobs.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3) r
