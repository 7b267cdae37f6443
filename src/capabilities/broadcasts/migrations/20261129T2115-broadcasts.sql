create schema broadcasts;

create table broadcasts.broadcast (
  id uuid primary key,
  unit_id uuid not null,
  by_account uuid not null,
  at timestamptz not null,
  text text not null,
  urgency text not null check (urgency in ('ordinary', 'urgent')),
  audience jsonb not null,
  start_at timestamptz not null,
  state text not null check (state in ('asked', 'refused', 'scheduled', 'queuing', 'queued', 'stopped')),
  people integer not null,
  segments integer not null,
  dong bigint not null,
  policy_version text not null,
  approved_by uuid,
  ended_at timestamptz
);
comment on table broadcasts.broadcast is 'A text to the people of an area: whom, when, and what it was to cost. Nothing in it is about one person.';
create index broadcast_unit on broadcasts.broadcast (unit_id, id);
create index broadcast_due on broadcasts.broadcast (start_at) where state in ('scheduled', 'queuing');

create table broadcasts.chunk (
  broadcast_id uuid not null references broadcasts.broadcast on delete cascade,
  n integer not null,
  person_ids uuid[] not null,
  primary key (broadcast_id, n)
);
comment on table broadcasts.chunk is 'Who is still to be handed over to the messages, some thousands a row, while a broadcast is being queued.';
