-- Reads the news of incidents, the newest first. $1: the incidents.
SELECT incident_id, id, at, stage, text
FROM operations.notice_updates WHERE incident_id = ANY ($1) ORDER BY at DESC, id DESC LIMIT 1000
