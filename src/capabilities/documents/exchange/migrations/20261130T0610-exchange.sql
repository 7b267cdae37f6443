create schema exchange;

create table exchange.agency (
  code text primary key,
  old_code text,
  name text not null,
  partner_id uuid not null,
  certificates text[] not null default '{}',
  told_at timestamptz not null
);
comment on table exchange.agency is 'Agencies of other systems: by which codes they are known, by which partner they are reached, and with what they sign.';
comment on column exchange.agency.certificates is 'As DER in base64; more than one while an agency changes its key.';
create unique index agency_old_code on exchange.agency (old_code) where old_code is not null;
create index agency_partner on exchange.agency (partner_id);

create table exchange.seal (
  organisation_id uuid primary key,
  certificate bytea not null,
  key_sealed bytea not null,
  made_at timestamptz not null
);
comment on table exchange.seal is 'With what an organisation here signs its messages: not a document, which officers sign with their own keys. The secret half is sealed by the keyring.';

create table exchange.announced (
  partner_id uuid primary key,
  digest bytea not null,
  at timestamptz not null
);
comment on table exchange.announced is 'Which list of agencies a partner was told last.';

create table exchange.step (
  id uuid primary key,
  way text not null check (way in ('out', 'in')),
  document_id uuid not null,
  organisation_id uuid not null,
  recipient_id uuid,
  agency_code text not null,
  agency_name text not null,
  what text not null check (what in ('new', 'recall', 'update', 'replace', 'status')),
  status text,
  note text not null default '',
  message_id uuid,
  state text not null check (state in ('queued', 'processing', 'done', 'fail')),
  problem text,
  params jsonb not null default '{}',
  digest bytea,
  trace jsonb not null default '[]',
  is_weak boolean not null default false,
  at timestamptz not null,
  said_at timestamptz,
  taken_at timestamptz,
  ended_at timestamptz
);
comment on table exchange.step is 'What was sent of a document and what came: the document itself, a recall, an update, a replacement, a status. The state is that of the axis: waiting here, on its way, done, failed.';
comment on column exchange.step.digest is 'Of what a document says, without whom it goes to: another one under its name is refused.';
comment on column exchange.step.trace is 'Through whose hands it came (TraceHeaderList).';
comment on column exchange.step.is_weak is 'The signature used SHA-1.';
create index step_document on exchange.step (document_id, at);
create index step_message on exchange.step (message_id);
create index step_listed on exchange.step (organisation_id, at desc, id desc) where what <> 'status';
