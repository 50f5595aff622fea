-- Returns the id of the message that was published last.
SELECT broker.last_message_id()
