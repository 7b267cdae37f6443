create table services.portal_dossier (
  dossier_id uuid primary key references services.dossier on delete cascade,
  steps integer not null default 0,
  told_at timestamptz,
  seen_state smallint,
  seen_due timestamptz,
  seen_at timestamptz
);
comment on table services.portal_dossier is 'How much of a dossier the national portal was told, and what it said when it was asked last.';
comment on column services.portal_dossier.steps is 'So many steps of its item of work are on their way or there: states go up in their order, each once.';

create table services.portal_call (
  id uuid primary key,
  seq bigint generated always as identity unique,
  digest bytea not null unique,
  call text not null,
  reference text not null default '',
  message_sealed bytea not null,
  state text not null check (state in ('waiting', 'done', 'refused', 'dropped')),
  problem text,
  params jsonb not null default '{}',
  received_at timestamptz not null,
  ended_at timestamptz
);
comment on table services.portal_call is 'What the national portal sent, each message once, in the order in which it came: worked on, or refused with a reason and kept to be looked at.';
create index portal_call_waiting on services.portal_call (seq) where state = 'waiting';
create index portal_call_refused on services.portal_call (received_at desc, id desc) where state = 'refused';

create table services.portal_procedure (
  code text primary key,
  name text not null,
  field text not null,
  level text not null,
  term_days integer,
  fee bigint,
  seen_at timestamptz not null
);
comment on table services.portal_procedure is 'The catalogue of the national portal as it was read last. It is compared with ours and never written over it.';
