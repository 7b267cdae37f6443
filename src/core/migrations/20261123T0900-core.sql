create table core.event (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  at timestamptz not null default now()
);
comment on table core.event is 'Outbox: what happened, ids only. Written in the transaction that made it happen.';
create index event_at on core.event (at);

create table core.delivery (
  event_id uuid not null,
  subscriber text not null,
  at timestamptz not null default now(),
  primary key (event_id, subscriber)
);
comment on table core.delivery is 'One row per event and subscriber, written with the effects of the subscriber: a retry does nothing twice.';

create table core.journal (
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  ids uuid[] not null
);
comment on table core.journal is 'Which facts each transaction recorded. Followers read it below the oldest running transaction, so a late commit is never skipped.';
create index journal_xid on core.journal (kind, xid);

create table core.cursor (
  follower text primary key,
  xid xid8 not null
);
comment on table core.cursor is 'How far each follower of facts has read.';

create table core.audit (
  id uuid primary key,
  at timestamptz not null,
  account_id uuid,
  session_id uuid,
  endpoint text not null,
  ref_kind text,
  ref_id text,
  purpose text,
  request_id text not null
);
comment on table core.audit is 'Who changed what, and who looked at whose data for what purpose. Written in the transaction it tells of.';
create index audit_ref on core.audit (ref_kind, ref_id, at desc);
create index audit_account on core.audit (account_id, at desc);

create table core.installation (
  singleton boolean primary key default true check (singleton),
  mode text not null check (mode in ('demo', 'production')),
  made_at timestamptz not null default now(),
  facts jsonb not null default '{}'
);
comment on table core.installation is 'What this installation is: a demo or the real thing, and what was made on first start.';
