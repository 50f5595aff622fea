-- Finds the incidents that an alert of a service belongs to by its beginning, the oldest first. $1: service; $2 and $3: between which
-- beginnings another alert of an incident is.
SELECT i.id FROM operations.incidents i
WHERE EXISTS (
    SELECT FROM operations.alerts a WHERE a.incident_id = i.id AND a.service = $1 AND a.starts_at BETWEEN $2 AND $3 AND NOT a.pinned)
ORDER BY i.detected_at, i.number
