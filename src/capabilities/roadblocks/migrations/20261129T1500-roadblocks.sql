create schema roadblocks;

create table roadblocks.shift (
  id uuid primary key,
  place_id uuid not null,
  begun_at timestamptz not null,
  begun_by uuid not null,
  ended_at timestamptz,
  ended_by uuid,
  note text not null default '',
  waiting int not null default 0,
  constraint shift_times check (ended_at >= begun_at)
);
comment on table roadblocks.shift is 'Shifts (ca trực) at roadblocks: one at a time at a post. note and waiting are what was said at its end: how it is handed over, and how many records a phone still held.';
create unique index shift_open on roadblocks.shift (place_id) where ended_at is null;
create index shift_place on roadblocks.shift (place_id, begun_at desc);

create table roadblocks.shift_member (
  shift_id uuid not null references roadblocks.shift,
  account_id uuid not null,
  since timestamptz not null,
  primary key (shift_id, account_id)
);
comment on table roadblocks.shift_member is 'Who stands in a shift, since when. They see that shift and no other.';

create table roadblocks.crossing (
  id uuid primary key,
  digest bytea not null,
  place_id uuid not null,
  unit_id uuid not null,
  shift_id uuid,
  recorder_id uuid not null,
  at timestamptz not null,
  device_at timestamptz not null,
  uncertainty_s int not null,
  received_at timestamptz not null,
  plate_lookup bytea,
  plate_kind text check (plate_kind in ('civil', 'military', 'diplomatic', 'foreign')),
  vehicle text not null,
  from_id uuid not null,
  to_id uuid not null,
  from_listed text not null check (from_listed in ('none', 'part', 'whole')),
  purpose text not null,
  sealed bytea not null,
  proposed text not null check (proposed in ('pass', 'turn-back', 'isolate')),
  why text not null,
  shown text not null,
  policy_version text not null,
  decision text not null check (decision in ('pass', 'turn-back', 'isolate')),
  people int not null,
  passed int not null,
  turned int not null,
  isolated int not null
);
comment on table roadblocks.crossing is 'Facts: a vehicle at a roadblock (lượt xe qua chốt) and what was decided. Append-only; the id (UUIDv7, made by the device) is the idempotency key. Kept as long as the policy roadblocks.keep says.';
comment on column roadblocks.crossing.digest is 'Keyed hash of what was recorded: the same again under the same id is known, anything else is parked.';
comment on column roadblocks.crossing.sealed is 'Plate, transport permit and the reason of the officer, sealed by the keyring.';
comment on column roadblocks.crossing.proposed is 'What the rules say, with why and the version of the policy; shown is what the device proposed to the officer, who decided.';
comment on column roadblocks.crossing.people is 'How many: all, let pass, turned back, and to be isolated.';
create index crossing_place on roadblocks.crossing (place_id, at desc, id);
create index crossing_shift on roadblocks.crossing (shift_id, at desc, id);
create index crossing_plate on roadblocks.crossing (plate_lookup, at desc) where plate_lookup is not null;
create index crossing_at on roadblocks.crossing (at);

create table roadblocks.traveller (
  id uuid primary key,
  crossing_id uuid not null references roadblocks.crossing on delete cascade,
  n int not null,
  driver boolean not null,
  person_id uuid,
  method text not null,
  doubt text,
  decision text not null check (decision in ('pass', 'turn-back', 'isolate')),
  sealed bytea,
  unique (crossing_id, n)
);
comment on table roadblocks.traveller is 'Facts: who was in a vehicle. sealed is the test paper, which is about health. person_id is empty where the code says nobody; doubt is why. Goes with its crossing.';
create index traveller_person on roadblocks.traveller (person_id);

create table roadblocks.parked (
  id uuid primary key,
  item_id uuid not null,
  digest bytea not null,
  place_id uuid not null,
  account_id uuid not null,
  device_at timestamptz,
  at timestamptz,
  uncertainty_s int,
  received_at timestamptz not null,
  reason text not null,
  sealed bytea,
  settled_at timestamptz,
  settled_by uuid,
  decision text check (decision in ('recorded', 'discarded', 'expired')),
  decided_why text,
  constraint parked_settled check ((settled_at is null) = (decision is null)),
  constraint parked_once unique (item_id, digest)
);
comment on table roadblocks.parked is 'Records that a device delivered later and that are not believed without the head of the post: nothing is dropped. sealed is what was recorded, gone once it is settled or too old.';
create index parked_waiting on roadblocks.parked (place_id, received_at) where settled_at is null;
