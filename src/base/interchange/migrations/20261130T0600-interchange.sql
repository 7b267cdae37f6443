create schema interchange;

create table interchange.partner (
  id uuid primary key,
  name text not null,
  carrier text not null,
  address text not null,
  mark text constraint partner_mark unique,
  keys text[] not null default '{}',
  unit_id uuid not null,
  paused_why text,
  due_at timestamptz not null,
  failures integer not null default 0,
  problem text,
  reached_at timestamptz,
  busy_until timestamptz,
  added_at timestamptz not null,
  added_by uuid
);
comment on table interchange.partner is 'Other systems that messages are exchanged with: where they are, the keys they sign with, and how it goes with them.';
comment on column interchange.partner.carrier is 'How messages get there: https between installations, or what a module adds.';
comment on column interchange.partner.mark is 'What it is known by: a digest of its first key. Null where the carrier has no such keys.';
comment on column interchange.partner.keys is 'Public keys, SPKI in base64; more than one while it changes its key.';
comment on column interchange.partner.due_at is 'Nothing is sent to it before: later after each failure in a row.';
comment on column interchange.partner.busy_until is 'One server sends to it until then; if it dies, another goes on afterwards. The same message twice does no harm.';

create table interchange.outbox (
  partner_id uuid primary key references interchange.partner,
  seq bigint not null default 0
);
comment on table interchange.outbox is 'The place of the last message queued for a partner. Taken in the transaction of the message, so that order is the order of commits.';

create table interchange.inbox (
  partner_id uuid primary key references interchange.partner,
  seq bigint not null default 0,
  due_at timestamptz not null
);
comment on table interchange.inbox is 'The place of the last message of a partner that was worked on: one after the other, and not before it is due again.';

create table interchange.content (
  id uuid primary key,
  at timestamptz not null
);
comment on table interchange.content is 'One for what a message says, in pieces.';

create table interchange.piece (
  content_id uuid not null references interchange.content on delete cascade,
  n integer not null,
  sealed bytea not null,
  primary key (content_id, n)
);
comment on table interchange.piece is 'What a message says, as it was sent, sealed by the keyring: documents speak of people. In pieces, so that none has to be held whole.';
alter table interchange.piece alter column sealed set storage external;

create table interchange.outgoing (
  id uuid primary key,
  partner_id uuid not null references interchange.partner,
  seq bigint not null,
  kind text not null,
  subject_kind text,
  subject_id text,
  content_id uuid references interchange.content on delete set null,
  size bigint not null,
  sha256 bytea not null,
  state text not null check (state in ('queued', 'taken', 'done', 'refused', 'dropped')),
  attempts integer not null default 0,
  problem text,
  params jsonb not null default '{}',
  queued_at timestamptz not null,
  taken_at timestamptz,
  ended_at timestamptz,
  again_as uuid,
  constraint outgoing_place unique (partner_id, seq)
);
comment on table interchange.outgoing is 'Messages to partners, in their order: queued until the partner has them durably (taken), then what it made of them.';
comment on column interchange.outgoing.again_as is 'The message that repeats this one, which was refused.';
create index outgoing_queued on interchange.outgoing (partner_id, seq) where state = 'queued';
create index outgoing_subject on interchange.outgoing (subject_kind, subject_id);
create index outgoing_recent on interchange.outgoing (queued_at desc, id desc);

create table interchange.incoming (
  id uuid primary key,
  partner_id uuid references interchange.partner,
  message_id uuid not null,
  seq bigint,
  kind text not null,
  unit_id uuid not null,
  content_id uuid references interchange.content on delete set null,
  size bigint not null,
  sha256 bytea,
  state text not null check (state in ('waiting', 'done', 'refused', 'dead', 'away')),
  is_told boolean not null default false,
  attempts integer not null default 0,
  problem text,
  params jsonb not null default '{}',
  address text,
  received_at timestamptz not null,
  ended_at timestamptz
);
comment on table interchange.incoming is 'Messages of partners, each once: waiting, worked on (done), refused with the name of the fault, or dead after too many tries. Away: turned away at the door, kept to be looked at.';
comment on column interchange.incoming.is_told is 'The partner was told what became of it.';
comment on column interchange.incoming.unit_id is 'Whose administrators see it: the partner’s, or of the first partner where nobody knows whose it is.';
create unique index incoming_once on interchange.incoming (partner_id, message_id) where state <> 'away';
create unique index incoming_place on interchange.incoming (partner_id, seq) where state <> 'away';
create index incoming_waiting on interchange.incoming (partner_id, seq) where state = 'waiting';
create index incoming_untold on interchange.incoming (partner_id) where not is_told and state in ('done', 'refused', 'dead');
create index incoming_recent on interchange.incoming (received_at desc, id desc);
create index incoming_bad on interchange.incoming (received_at desc, id desc) where state in ('refused', 'dead', 'away');
