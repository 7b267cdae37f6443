create schema lists;

create table lists.import (
  id uuid primary key,
  kind text not null,
  of_id uuid,
  unit_id uuid not null,
  owner_id uuid not null,
  by_account uuid not null,
  by_session uuid,
  grants jsonb not null default '[]',
  name text not null,
  format text not null check (format in ('csv', 'xlsx')),
  encoding text,
  letters text not null,
  lines integer not null,
  state text not null check (state in ('mapping', 'loading', 'done')),
  head_line integer not null,
  date_order text not null default 'dmy' check (date_order in ('dmy', 'mdy')),
  mapping jsonb not null default '{}',
  source text not null default '',
  pass integer not null default 0,
  block integer not null default 0,
  lines_done integer not null default 0,
  added integer not null default 0,
  known integer not null default 0,
  refused integer not null default 0,
  remarked integer not null default 0,
  sent_at timestamptz not null,
  began_at timestamptz,
  ended_at timestamptz
);
comment on table lists.import is 'Files that officers sent to be loaded, and how far each is. Forgotten after 30 days with its rows; what was loaded stays.';
comment on column lists.import.grants is 'What the officer was granted when the loading was asked for: it is done under these rights.';
comment on column lists.import.owner_id is 'The organisation of the officer, or the account of one without: who finds the mapping again.';
comment on column lists.import.unit_id is 'The area of the officer who sent it: who holds the right of the kind there sees it.';
create index import_recent on lists.import (sent_at desc, id desc);

create table lists.block (
  import_id uuid not null references lists.import on delete cascade,
  n integer not null,
  first_line integer not null,
  sealed bytea not null,
  primary key (import_id, n)
);
comment on table lists.block is 'The rows of a file as they were sent, some hundred each, sealed by the keyring: they may hold numbers of papers.';

create table lists.fault (
  import_id uuid not null references lists.import on delete cascade,
  line integer not null,
  n integer not null,
  is_refused boolean not null,
  reason text not null,
  column_name text,
  params jsonb not null default '{}',
  primary key (import_id, line, n)
);
comment on table lists.fault is 'What was wrong with which row of a file: refused, or taken with something missing.';

create table lists.mapping (
  owner_id uuid not null,
  kind text not null,
  headings text not null,
  mapping jsonb not null,
  source text not null,
  letters text not null,
  date_order text not null,
  at timestamptz not null,
  primary key (owner_id, kind, headings)
);
comment on table lists.mapping is 'Which heading was which column when an organisation last sent a file with these headings.';
