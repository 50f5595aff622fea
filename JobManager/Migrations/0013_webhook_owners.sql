-- Whose webhook it is, so that those of an owner who has enough of them under way are passed over. Null in rows of the version
-- before; whoever claims such a row fills it in.
ALTER TABLE jobs.webhooks ADD COLUMN IF NOT EXISTS owner_id uuid;
