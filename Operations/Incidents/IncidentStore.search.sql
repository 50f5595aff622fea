-- Selects a page of incidents, newest first. The code puts the columns in front. $1: the number before which the page begins; $2: states,
-- null for all; $3: severities, null for all; $4: service, null for all; $5: the maximum number of incidents.
FROM (
    SELECT * FROM operations.incidents s
    WHERE s.number < $1 AND ($2::smallint[] IS NULL OR s.state = ANY ($2)) AND ($3::smallint[] IS NULL OR s.severity = ANY ($3))
        AND ($4::text IS NULL OR s.service = $4)
    ORDER BY s.number DESC LIMIT $5) i
