create schema people;
create extension if not exists pg_trgm with schema public;

create table people.household (
  id uuid primary key,
  unit_id uuid not null,
  head_id uuid,
  address text not null default ''
);
comment on table people.household is 'Households (hộ gia đình): who lives together and answers for one another.';
create index household_unit on people.household (unit_id);

create table people.person (
  id uuid primary key,
  full_name text not null check (full_name <> ''),
  name_key text not null,
  birth_date text check (birth_date ~ '^\d{4}(-\d{2}-\d{2})?$'),
  sex text not null default 'unknown' check (sex in ('male', 'female', 'unknown')),
  nationality text not null default 'VN',
  unit_id uuid,
  address text not null default '',
  household_id uuid references people.household,
  household_role text,
  provisional boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table people.person is 'The one register of people. A provisional person is somebody scanned whom the register does not know yet.';
comment on column people.person.unit_id is 'Commune of stay (nơi ở hiện tại): whose health station answers for the person.';
comment on column people.person.birth_date is 'YYYY-MM-DD, or YYYY where only the year is known.';
create index person_unit on people.person (unit_id, name_key);
create index person_household on people.person (household_id) where household_id is not null;
create index person_name on people.person (name_key text_pattern_ops);
create index person_name_trgm on people.person using gin (name_key gin_trgm_ops);

create table people.identifier (
  person_id uuid not null references people.person,
  kind text not null check (kind in ('cccd', 'cmnd', 'passport', 'bhyt', 'qid', 'phone', 'email')),
  lookup bytea not null,
  sealed bytea not null,
  primary key (kind, lookup, person_id)
);
comment on table people.identifier is 'Numbers and addresses of people: sealed by the keyring, found by a keyed hash. Phones and e-mail may be shared.';
create unique index identifier_one_holder on people.identifier (kind, lookup) where kind not in ('phone', 'email');
create index identifier_person on people.identifier (person_id);

create table people.alias (
  from_id uuid primary key references people.person,
  to_id uuid not null references people.person,
  at timestamptz not null,
  by_account uuid,
  reason text not null,
  check (from_id <> to_id)
);
comment on table people.alias is 'A person entered twice: from_id is read as to_id. Facts are never rewritten; deleting the row undoes the merge.';
create index alias_to on people.alias (to_id);
