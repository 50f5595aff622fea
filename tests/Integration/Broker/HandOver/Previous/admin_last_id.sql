-- parameters:
SELECT last_value FROM jobs.message_ids
