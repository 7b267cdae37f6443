alter table timeline.scan add column device_id uuid;
comment on column timeline.scan.device_id is 'The shared machine it was recorded at, beside who recorded it; null on a machine of somebody''s own.';
