create table people.unmerge (
  id uuid primary key,
  from_id uuid not null references people.person,
  into_id uuid not null references people.person,
  merged_at timestamptz not null,
  merged_by uuid,
  merge_reason text not null,
  at timestamptz not null,
  by_account uuid,
  reason text not null
);
comment on table people.unmerge is 'Merges that were taken back: what the alias said, and who took it back and why.';
create index unmerge_from on people.unmerge (from_id);
create index unmerge_into on people.unmerge (into_id);

create table people.moved (
  from_id uuid not null references people.person,
  kind text not null,
  row_id text not null,
  gone jsonb,
  primary key (from_id, kind, row_id)
);
comment on table people.moved is 'What modules said of an entry and say of the survivor since a merge, so that it is said of the entry again when the merge is taken back. gone: a row that was joined with another.';
create index moved_row on people.moved (kind, row_id);

create table people.change (
  id uuid primary key,
  person_id uuid not null references people.person,
  field text not null check (field in ('fullName', 'birthDate', 'sex', 'unitId', 'address', 'idNumber', 'phone')),
  was bytea,
  became bytea,
  at timestamptz not null,
  by_account uuid,
  reason text not null
);
comment on table people.change is 'What an entry said before and since when it says otherwise: sealed by the keyring.';
create index change_person on people.change (person_id, id);
create index person_updated on people.person (updated_at);
