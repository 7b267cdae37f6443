create schema register;

create table register.block (
  key bigint not null,
  person_id uuid not null,
  primary key (key, person_id)
);
comment on table register.block is 'Under which keyed hashes an entry is found by others that may be the same person. Derived; filled again each night.';
create index block_person on register.block (person_id);

create table register.pair (
  id uuid not null unique,
  a_id uuid not null,
  b_id uuid not null,
  unit_id uuid not null,
  score smallint not null,
  reasons text[] not null,
  state text not null default 'open' check (state in ('open', 'distinct', 'merged', 'gone')),
  later_until timestamptz,
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  note text not null default '',
  primary key (a_id, b_id),
  check (a_id < b_id)
);
comment on table register.pair is 'Two entries that may be one person (nghi trùng). distinct: somebody said they are two, and under these reasons nobody is asked again.';
comment on column register.pair.unit_id is 'The smallest unit that both are in: whose pile it is.';
create index pair_open on register.pair (unit_id, score desc, a_id, b_id) where state = 'open';
create index pair_b on register.pair (b_id);

create table register.correction (
  id uuid primary key,
  person_id uuid not null,
  unit_id uuid not null,
  state text not null check (state in ('draft', 'asked', 'waiting', 'accepted', 'refused', 'withdrawn')),
  was_sealed bytea not null,
  asked_sealed bytea not null,
  note_sealed bytea not null,
  answer_sealed bytea,
  asked_by uuid not null,
  asked_at timestamptz not null,
  due_at timestamptz,
  answered_by uuid,
  answered_at timestamptz
);
comment on table register.correction is 'What citizens ask to be corrected in their entry (đề nghị đính chính), sealed: what it said, what it is to say, why, and the answer.';
create index correction_person on register.correction (person_id, id);
create unique index correction_open_once on register.correction (person_id) where state in ('draft', 'asked', 'waiting');

create table register.round (
  id boolean primary key default true check (id),
  looked_until timestamptz not null
);
comment on table register.round is 'Until when changes of the register were looked at.';
