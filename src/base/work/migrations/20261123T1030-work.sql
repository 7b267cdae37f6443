create schema work;

create table work.item (
  id uuid primary key,
  kind text not null,
  state text not null,
  open boolean not null default true,
  version integer not null default 1,
  unit_id uuid not null,
  holder_id uuid,
  person_id uuid,
  subject_kind text not null,
  subject_id text not null,
  params jsonb not null default '{}',
  opened_at timestamptz not null,
  opened_by uuid,
  due_at timestamptz not null default 'infinity',
  closed_at timestamptz,
  constraint item_closed check (open = (closed_at is null))
);
comment on table work.item is 'Work of every capability: a state machine, an owner unit and a deadline. What all inboxes read.';
comment on column work.item.subject_kind is 'With subject_id: the thing the work is about, which knows the rest.';
comment on column work.item.params is 'Parameters of the title; nothing personal: the name of person_id is read from the register.';
comment on column work.item.due_at is 'The deadline; infinity for none.';
comment on column work.item.holder_id is 'The account of the officer who took it.';

create unique index item_once on work.item (kind, subject_kind, subject_id) where open;
create index item_subject on work.item (subject_kind, subject_id);
create index item_person on work.item (person_id) where person_id is not null;
create index item_inbox on work.item (unit_id, due_at, id) include (kind, state, holder_id) where open;
create index item_inbox_kind on work.item (unit_id, kind, state, due_at, id) include (holder_id) where open;
create index item_all on work.item (due_at, id) include (unit_id, kind, state, holder_id) where open;
create index item_all_kind on work.item (kind, state, due_at, id) include (unit_id, holder_id) where open;
create index item_mine on work.item (holder_id, due_at, id) where open and holder_id is not null;
create index item_done on work.item (unit_id, closed_at, id) include (kind, state) where not open;
create index item_all_done on work.item (closed_at, id) include (unit_id, kind, state) where not open;

create table work.step (
  n bigint generated always as identity primary key,
  item_id uuid not null references work.item on delete cascade,
  at timestamptz not null,
  account_id uuid,
  what text not null check (what in ('opened', 'moved', 'taken', 'released', 'handed', 'transferred', 'comment')),
  name text,
  from_state text,
  to_state text,
  to_account uuid,
  to_unit uuid,
  note text
);
comment on table work.step is 'Everything that was done with an item, never changed: who, when, from which state to which, and what they said.';
create index step_item on work.step (item_id, n);
