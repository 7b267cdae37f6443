create schema parcels;

create table parcels.parcel (
  id uuid primary key,
  reference text not null unique,
  way text not null check (way in ('out', 'in')),
  subject_kind text,
  subject_id uuid,
  unit_id uuid not null,
  person_id uuid,
  account_id uuid,
  contents text not null check (contents <> ''),
  address_sealed bytea,
  cod integer not null check (cod >= 0),
  cod_taken integer,
  tracking text unique,
  state text not null check (state in ('ordered', 'accepted', 'moving', 'out', 'delivered', 'returned', 'lost', 'refused')),
  why text not null default '',
  ordered_at timestamptz not null,
  accepted_at timestamptz,
  heard_at timestamptz,
  ended_at timestamptz
);
comment on table parcels.parcel is 'A parcel that a carrier brings (bưu gửi): papers on the way to an office, or a result on the way home. Its state is a reduction of what the carrier told.';
comment on column parcels.parcel.address_sealed is 'Name, phone and address of the citizen; forgotten some time after it ended.';
comment on column parcels.parcel.cod is 'Đồng that the carrier takes at the door.';
create index parcel_listed on parcels.parcel (unit_id, ordered_at desc, id desc);
create index parcel_subject on parcels.parcel (subject_kind, subject_id);
create index parcel_person on parcels.parcel (person_id) where person_id is not null;
create index parcel_open on parcels.parcel (coalesce(heard_at, ordered_at)) where state in ('ordered', 'accepted', 'moving', 'out');

create table parcels.event (
  id text primary key,
  parcel_id uuid not null references parcels.parcel (id) on delete cascade,
  status text not null,
  at timestamptz not null,
  place text not null default '',
  note text not null default '',
  received_at timestamptz not null
);
comment on table parcels.event is 'What the carrier told of a parcel, each once by the id of its message, in whatever order it came.';
create index event_parcel on parcels.event (parcel_id, at);

create table parcels.stray (
  id text primary key,
  message_sealed bytea not null,
  why text not null,
  received_at timestamptz not null
);
comment on table parcels.stray is 'What the carrier told of a parcel that nobody here knows, or that could not be read: refused, and kept to be looked at.';

create sequence parcels.reference;
