alter table core.audit add column device_id uuid;
comment on column core.audit.device_id is 'The shared machine it was done at, and with it the post; null on a machine of somebody''s own.';
