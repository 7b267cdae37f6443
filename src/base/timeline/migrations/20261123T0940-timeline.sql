create schema timeline;

create table timeline.scan (
  id uuid primary key,
  person_id uuid not null,
  place_id uuid not null,
  area_id uuid,
  unit_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  method text not null,
  verified boolean not null,
  at timestamptz not null,
  device_at timestamptz not null,
  received_at timestamptz not null,
  uncertainty_s integer not null default 0,
  recorder_id uuid
) partition by range (id);
comment on table timeline.scan is 'Facts: somebody was scanned in or out at a place. Append-only; the id (UUIDv7, made by the device) is the idempotency key.';
comment on column timeline.scan.at is 'The device''s time, corrected by its offset when the offset is known; uncertain by uncertainty_s seconds.';
create index scan_person on timeline.scan (person_id, at);

create table timeline.visit (
  person_id uuid not null,
  place_id uuid not null,
  area_id uuid,
  unit_id uuid not null,
  in_at timestamptz not null,
  out_at timestamptz,
  scan_id uuid not null
) partition by range (in_at);
comment on table timeline.visit is 'Projection of scans: one row per stay. out_at is null where nobody scanned out. Rebuilt from timeline.scan at any time.';
create index visit_place on timeline.visit (place_id, in_at) include (person_id, out_at, area_id);
create index visit_person on timeline.visit (person_id, in_at) include (place_id, out_at);
create index visit_long on timeline.visit (place_id, in_at) include (person_id, out_at, area_id)
  where out_at - in_at > interval '4 hours';
