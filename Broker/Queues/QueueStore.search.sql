-- Selects a page of queues by name. The code puts the columns in front. $1: the name after which the page begins; $2: whether the actor is
-- an operator, who sees all queues; $3: the actor, who otherwise sees own and shared queues; $4: a text that names must contain, null for
-- all; $5: the maximum number of queues.
FROM (
    SELECT * FROM broker.queues s
    WHERE s.deleted_at IS NULL AND s.name > $1 COLLATE "C"
        AND ($2 OR s.owner_id = $3 OR EXISTS (SELECT FROM broker.queue_rights r WHERE r.queue_id = s.id AND r.user_id = $3))
        AND ($4::text IS NULL OR strpos(lower(s.name), lower($4)) > 0)
    ORDER BY s.name COLLATE "C" LIMIT $5) q
