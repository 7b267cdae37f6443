alter table checkpoints.parked add column device_id uuid;
comment on column checkpoints.parked.device_id is 'The shared machine it was scanned at; null on a machine of somebody''s own.';
