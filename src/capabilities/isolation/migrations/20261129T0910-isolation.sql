create schema isolation;

create table isolation.isolation_order (
  id uuid primary key,
  work_id uuid not null unique,
  person_id uuid not null,
  unit_id uuid not null,
  kind text not null check (kind in ('home', 'centralised', 'facility', 'locked')),
  reason text not null check (reason in ('contact', 'case', 'returned', 'other')),
  is_protected boolean not null,
  place_id uuid,
  place text not null check (place <> ''),
  from_on date not null,
  until_on date not null,
  days smallint not null check (days > 0),
  watch_days smallint not null check (watch_days >= 0),
  policy_version text not null,
  document text not null,
  note text not null default '',
  state text not null,
  proposed_at timestamptz not null,
  proposed_by uuid,
  decided_at timestamptz,
  begun_at timestamptz,
  released_on date,
  number text,
  signer text,
  signed_at timestamptz,
  certificate_number text,
  certificate_signer text,
  certified_at timestamptz,
  constraint order_days check (until_on = from_on + (days - 1)),
  constraint order_signed check ((number is null) = (signed_at is null) and (number is null) = (signer is null)),
  constraint order_certified check ((certificate_number is null) = (certified_at is null))
);
comment on table isolation.isolation_order is 'An order of isolation of one person: what was proposed, the number and signer it got, how it ended. Its story is that of its item of work.';
comment on column isolation.isolation_order.until_on is 'The last day, to its end.';
comment on column isolation.isolation_order.released_on is 'The first day on which it held no more.';
comment on column isolation.isolation_order.state is 'As its item of work has it; both change in one transaction.';
comment on column isolation.isolation_order.signer is 'The name under the paper: it stays when the account is renamed.';

create unique index order_open_once on isolation.isolation_order (person_id)
  where state in ('proposed', 'signed', 'in-force', 'over', 'confirmed');
create unique index order_number on isolation.isolation_order
  (unit_id, number, (extract(year from (signed_at at time zone 'Asia/Ho_Chi_Minh')))) where number is not null;
create index order_listed on isolation.isolation_order (unit_id, state, proposed_at desc, id desc);
create index order_all on isolation.isolation_order (proposed_at desc, id desc);
create index order_person on isolation.isolation_order (person_id);
create index order_begins on isolation.isolation_order (from_on) where state = 'signed';
create index order_ends on isolation.isolation_order (until_on) where state = 'in-force';
