-- Selects a page of deployments, newest first. The code puts the columns in front. $1: the number before which the page begins; $2: the service,
-- null for all; $3: the maximum number of deployments.
FROM operations.deployments d WHERE d.number < $1 AND ($2::text IS NULL OR d.service = $2) ORDER BY d.number DESC LIMIT $3
