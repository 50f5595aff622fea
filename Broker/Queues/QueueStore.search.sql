-- A page of queues by name; what is read of them stands before this. $1 only names after this; $2 whether for an operator; $3 the user, who
-- owns the queues or has a right to them; $4 only names that contain this, null for all; $5 most queues.
FROM (
    SELECT * FROM broker.queues s
    WHERE s.deleted_at IS NULL AND s.name > $1 COLLATE "C"
        AND ($2 OR s.owner_id = $3 OR EXISTS (SELECT FROM broker.queue_rights r WHERE r.queue_id = s.id AND r.user_id = $3))
        AND ($4::text IS NULL OR strpos(lower(s.name), lower($4)) > 0)
    ORDER BY s.name COLLATE "C" LIMIT $5) q
