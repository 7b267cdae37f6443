create schema units;
create extension if not exists btree_gist with schema public;

create table units.tier (
  code text primary key,
  rank smallint not null unique,
  digits smallint,
  national boolean not null
);
comment on table units.tier is 'Levels of the tree, as data: the depth of the country changes (no district since 1 July 2025).';
insert into units.tier (code, rank, digits, national) values
  ('country', 0, null, false),
  ('province', 1, 2, true),
  ('district', 2, 3, true),
  ('commune', 3, 5, true),
  ('hamlet', 4, null, false);

create table units.unit (
  id uuid primary key,
  tier text not null references units.tier,
  code text not null,
  type text not null,
  name text not null,
  full_name text not null,
  name_key text not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  constraint unit_dates check (valid_to >= valid_from),
  -- As one uuid instead of two texts: GiST is seven times faster with it.
  constraint unit_code_at_a_time
    exclude using gist ((md5(tier || ' ' || code)::uuid) with =, daterange(valid_from, valid_to) with &&)
);
comment on table units.unit is 'Administrative units (đơn vị hành chính), in force from valid_from until before valid_to, under their latest name. An empty interval is an entry withdrawn as a mistake.';
comment on column units.unit.code is 'Code of the state list (QĐ 124/2004, QĐ 19/2025/QĐ-TTg): a string, unique within its tier at a time.';
insert into units.unit (id, tier, code, type, name, full_name, name_key, valid_from, source) values
  ('91d09baa-23ba-53d6-93e0-b503c91646d2', 'country', 'VN', 'nước', 'Việt Nam', 'Việt Nam', 'viet nam', '1945-09-02', 'Saola');
create index unit_name_key on units.unit (name_key text_pattern_ops);

create table units.former_name (
  unit_id uuid not null references units.unit,
  valid_from date not null,
  valid_to date not null,
  type text not null,
  name text not null,
  full_name text not null,
  primary key (unit_id, valid_from),
  constraint former_name_dates check (valid_to > valid_from)
);
comment on table units.former_name is 'Names and types a unit had before its latest one: a rename or promotion keeps the unit.';

create table units.parentage (
  unit_id uuid not null references units.unit,
  parent_id uuid not null references units.unit,
  valid_from date not null,
  valid_to date,
  primary key (unit_id, valid_from),
  constraint parentage_dates check (valid_to >= valid_from),
  constraint parentage_one_at_a_time exclude using gist (unit_id with =, daterange(valid_from, valid_to) with &&),
  constraint parentage_not_self check (unit_id <> parent_id)
);
comment on table units.parentage is 'Under which unit each unit was, and when.';
create index parentage_parent on units.parentage (parent_id);

create table units.succession (
  from_id uuid not null references units.unit,
  to_id uuid not null references units.unit,
  on_date date not null,
  kind text not null check (kind in ('merge', 'split', 'rename', 'promote', 'transfer')),
  share numeric check (share > 0 and share <= 1),
  is_default boolean not null,
  inferred boolean not null default false,
  primary key (from_id, to_id, on_date),
  constraint succession_not_self check (from_id <> to_id)
);
comment on table units.succession is 'Territory that went from one unit to another: what carries grants and figures over a reform.';
comment on column units.succession.share is 'Part of the old unit, 0–1; null when unknown: figures carried over it are marked partial.';
comment on column units.succession.is_default is 'Takes over what cannot be divided: grants, and records kept under the old unit.';
comment on column units.succession.inferred is 'Derived from where the communes of the old unit went; made anew when a map is imported.';
create index succession_to on units.succession (to_id);

create table units.boundary (
  unit_id uuid not null references units.unit,
  valid_from date not null,
  geometry jsonb not null,
  bbox double precision[] not null check (cardinality(bbox) = 4),
  source text not null,
  primary key (unit_id, valid_from)
);
comment on table units.boundary is 'Simplified boundaries as GeoJSON geometry (WGS84) with bbox west, south, east, north; the newest one counts.';

create table units.organisation (
  id uuid primary key,
  code text not null,
  kind text not null,
  name text not null,
  name_key text not null,
  valid_from date not null,
  valid_to date,
  constraint organisation_dates check (valid_to >= valid_from),
  constraint organisation_code_at_a_time exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);
comment on table units.organisation is 'Organisations (UBND, Sở Y tế, CDC, trung tâm y tế, trạm y tế, công an): an officer belongs to one and serves an area.';
create index organisation_name_key on units.organisation (name_key text_pattern_ops);

create table units.seat (
  organisation_id uuid not null references units.organisation,
  unit_id uuid not null references units.unit,
  parent_id uuid references units.organisation,
  valid_from date not null,
  valid_to date,
  primary key (organisation_id, valid_from),
  constraint seat_dates check (valid_to >= valid_from),
  constraint seat_one_at_a_time exclude using gist (organisation_id with =, daterange(valid_from, valid_to) with &&),
  constraint seat_not_self check (organisation_id <> parent_id)
);
comment on table units.seat is 'In which unit an organisation sits and to which organisation it answers, and when.';
create index seat_unit on units.seat (unit_id);

create table units.imported_file (
  id uuid primary key,
  kind text not null check (kind in ('list', 'map', 'boundaries')),
  name text not null,
  day date not null,
  at timestamptz not null,
  account_id uuid,
  report jsonb not null
);
comment on table units.imported_file is 'Files that changed the tree: which, from what day, by whom, with what result.';
