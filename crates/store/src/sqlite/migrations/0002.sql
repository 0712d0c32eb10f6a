-- A message is put on record with its first attempt: nothing is kept to send it later. What waited for that when the
-- file was brought up to date was not sent.
UPDATE message SET state = 'expired', history = history || updated_at || ' expired 0' || char(10)
    WHERE state = 'accepted';

DROP INDEX message_open;
DROP INDEX message_by_time;
ALTER TABLE message DROP COLUMN body;
ALTER TABLE message DROP COLUMN deadline_at;
CREATE INDEX message_open ON message (id) WHERE state = 'dispatching';
