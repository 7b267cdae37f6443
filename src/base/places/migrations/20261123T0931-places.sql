create schema places;

create table places.place (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{7}$'),
  kind text not null,
  name text not null check (name <> ''),
  name_key text not null,
  unit_id uuid not null,
  address text not null default '',
  parent_id uuid references places.place,
  organisation_id uuid,
  registered_by uuid,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
comment on table places.place is 'The one register of places: offices, markets, schools, enterprises, checkpoints. Its code is in the QR on its poster.';
comment on column places.place.parent_id is 'Set for an area (khu vực) within a large place: a hall of a market, a class, a production line.';
create index place_unit on places.place (unit_id, name_key);
create index place_parent on places.place (parent_id) where parent_id is not null;
create index place_name_trgm on places.place using gin (name_key gin_trgm_ops);
