create table followup.parked (
  id uuid primary key,
  item_id uuid not null,
  digest bytea not null,
  team_id uuid not null,
  plan_id uuid,
  arrival_id uuid,
  account_id uuid not null,
  device_id uuid,
  at timestamptz not null,
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
comment on table followup.parked is 'Visits of teams that were delivered later and could not be written down without the health station: nothing is dropped. sealed is what was said, gone once it is settled or too old.';
comment on column followup.parked.plan_id is 'As the device said it, this or arrival_id; there may be none such.';
create index parked_waiting on followup.parked (team_id, received_at) where settled_at is null;
