-- Messages that are delivered; what is read of them stands before this, and what makes a page of them around it. $1 the queue; $2 only smaller
-- ids.
-- They are few among those that wait: sorted (OFFSET 0), instead of looked for along the order of ids.
FROM broker.messages WHERE phase = {Phase.Delivered} AND queue_id = $1 AND id < $2 OFFSET 0
