-- Selects a page of processed messages, newest first. The code puts the columns in front. $1: queue; $2: the upper bound of ids
-- (exclusive); $3: the maximum number of messages.
FROM broker.processed_messages WHERE queue_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
