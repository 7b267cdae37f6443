create schema retention;

create table retention.state (
  table_name text primary key,
  rows bigint not null,
  oldest timestamptz,
  read_at timestamptz not null
);
comment on table retention.state is 'What each table held last night: how many rows, and since when. Pages read it; nobody counts for a page.';

create table retention.ended (
  day date not null,
  table_name text not null,
  rows bigint not null,
  problem text,
  at timestamptz not null,
  primary key (day, table_name)
);
comment on table retention.ended is 'How many rows of a table ended on a day, or what kept them from ending.';

create table retention.export (
  id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  person_ids uuid[] not null,
  locale text not null check (locale in ('vi', 'en')),
  asked_at timestamptz not null,
  made_at timestamptz,
  expires_at timestamptz,
  bytes bigint,
  constraint export_made check ((made_at is null) = (expires_at is null) and (made_at is null) = (bytes is null))
);
comment on table retention.export is 'Copies of all that is kept about somebody and whom they speak for, as they asked for them.';
comment on column retention.export.person_ids is 'Whom the account spoke for when it asked.';
create index export_account on retention.export (account_id, asked_at desc);
create unique index export_one_at_a_time on retention.export (account_id) where made_at is null;

create table retention.piece (
  export_id uuid not null references retention.export on delete cascade,
  n integer not null,
  sealed bytea not null,
  primary key (export_id, n)
);
comment on table retention.piece is 'A copy in pieces, each sealed by the keyring.';
alter table retention.piece alter column sealed set storage external;

create table retention.request (
  id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  unit_id uuid not null,
  kind text not null check (kind in ('deletion', 'restriction', 'objection', 'withdrawal')),
  text_sealed bytea not null,
  asked_at timestamptz not null,
  reply_sealed bytea,
  replied_at timestamptz,
  decision text check (decision in ('done', 'refused')),
  outcome jsonb,
  done_at timestamptz,
  anonymise boolean not null default false,
  anonymised_at timestamptz,
  constraint request_done check ((decision is null) = (done_at is null))
);
comment on table retention.request is 'What citizens ask to be done with their data, and what became of it.';
comment on column retention.request.outcome is 'Of each table how many rows were deleted, or stay and on which basis.';
comment on column retention.request.anonymise is 'The entry loses its name once no fact needs it any more.';
create index request_person on retention.request (person_id, asked_at desc);
create unique index request_one_at_a_time on retention.request (person_id, kind) where done_at is null;
create index request_anonymise on retention.request (id) where anonymise and anonymised_at is null;
