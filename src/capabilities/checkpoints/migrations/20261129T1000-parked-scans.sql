create schema checkpoints;

create table checkpoints.parked (
  id uuid primary key,
  n bigint not null generated always as identity,
  item_id uuid not null,
  digest bytea not null,
  place_id uuid not null,
  area_id uuid,
  unit_id uuid not null,
  account_id uuid not null,
  direction text,
  device_at timestamptz,
  at timestamptz,
  received_at timestamptz not null,
  reason text not null,
  policy_version text not null,
  sealed bytea,
  settled_at timestamptz,
  settled_by uuid,
  decision text check (decision in ('recorded', 'discarded', 'expired')),
  decided_why text,
  scan_id uuid,
  constraint parked_settled check ((settled_at is null) = (decision is null)),
  constraint parked_once unique (item_id, digest)
);
comment on table checkpoints.parked is 'Scans that a device delivered later and that are not believed without a person: nothing is dropped. sealed is what was scanned, gone once it is recorded or too old.';
comment on column checkpoints.parked.n is 'The order in which they came.';
comment on column checkpoints.parked.item_id is 'The id the device gave. With the digest (a keyed hash of the content) it makes parking happen once: another content under a used id is parked as well.';
comment on column checkpoints.parked.at is 'What the time seems to be, put right by what is known of the device''s clock.';
comment on column checkpoints.parked.reason is 'The problem that keeps it from being recorded; the id of its words.';
create index parked_waiting on checkpoints.parked (place_id, received_at) where settled_at is null;
create index parked_old on checkpoints.parked (received_at) where sealed is not null;
