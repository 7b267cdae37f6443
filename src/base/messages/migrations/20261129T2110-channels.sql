alter table messages.message add column account_id uuid;
alter table messages.message add column only_channel text;
comment on column messages.message.account_id is 'To the devices of an account, where it is for an officer.';
comment on column messages.message.only_channel is 'Set for a test of one channel: no other is tried.';

alter table messages.delivery add column segments smallint;
alter table messages.delivery add column dong integer;
alter table messages.delivery add column kept_until timestamptz;
alter table messages.delivery add column is_dead boolean not null default false;
alter table messages.delivery add column replayed_at timestamptz;
comment on column messages.delivery.segments is 'How many parts of an SMS it took.';
comment on column messages.delivery.dong is 'What they cost by the price list of the day.';
comment on column messages.delivery.kept_until is 'Until when the text is kept: it may still be sent again, or a receipt may say that it did not arrive.';
comment on column messages.delivery.is_dead is 'Nothing more will be tried by itself; an officer may send it again.';
comment on column messages.delivery.replayed_at is 'When an officer had the message sent again: this failure counts no more.';
create index delivery_dead on messages.delivery (id) where is_dead;
create index delivery_kept on messages.delivery (kept_until) where kept_until is not null;

create table messages.part (
  channel text not null,
  reference text not null,
  delivery_id uuid not null references messages.delivery on delete cascade,
  state text check (state in ('delivered', 'failed')),
  primary key (channel, reference)
);
comment on table messages.part is 'What a carrier calls the parts of a delivery, and what its receipts said of each.';
create index part_delivery on messages.part (delivery_id);

create table messages.receipt (
  channel text not null,
  reference text not null,
  state text not null check (state in ('delivered', 'failed')),
  detail text,
  at timestamptz not null,
  primary key (channel, reference, state)
);
comment on table messages.receipt is 'Receipts of carriers that wait for their delivery: one may overtake what it is about. Kept two days.';

create table messages.preference (
  person_id uuid primary key,
  ordinary boolean not null,
  off text[] not null,
  quiet_from text check (quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  quiet_until text check (quiet_until ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  at timestamptz not null,
  constraint preference_quiet check (num_nonnulls(quiet_from, quiet_until) in (0, 2))
);
comment on table messages.preference is 'How somebody wants to be told: ordinary messages or not, by which channels, at which hours not.';
insert into messages.preference (person_id, ordinary, off, at) select person_id, false, '{}', at from messages.opt_out;
drop table messages.opt_out;

create table messages.subscription (
  id uuid primary key,
  account_id uuid not null,
  lookup bytea not null unique,
  sealed bytea not null,
  at timestamptz not null
);
comment on table messages.subscription is 'Browsers that want to be woken (web push): where their push service is and what to seal with, encrypted.';
create index subscription_account on messages.subscription (account_id);

create table messages.inbox (
  id uuid primary key,
  account_id uuid not null,
  sealed bytea not null,
  at timestamptz not null,
  read_at timestamptz
);
comment on table messages.inbox is 'What a push told of, to be read after signing in: the lock screen says no more than that there is something. Encrypted, kept thirty days.';
create index inbox_account on messages.inbox (account_id, id);

create table messages.token (
  channel text primary key,
  sealed bytea not null,
  expires_at timestamptz not null
);
comment on table messages.token is 'Tokens that a carrier gives and changes, encrypted.';
