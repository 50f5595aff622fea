-- The columns of a deployment d.
d.number, d.service, d.version, d.commit_id, d.who, d.started_at, d.outcome, d.decided_at
