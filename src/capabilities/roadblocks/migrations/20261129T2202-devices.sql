alter table roadblocks.crossing add column device_id uuid;
comment on column roadblocks.crossing.device_id is 'The shared machine it was recorded at, beside who recorded it; null on a machine of somebody''s own.';
alter table roadblocks.parked add column device_id uuid;
comment on column roadblocks.parked.device_id is 'The shared machine it was recorded at; null on a machine of somebody''s own.';
