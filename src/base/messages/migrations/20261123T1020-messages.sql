create schema messages;

create table messages.message (
  id uuid primary key,
  at timestamptz not null,
  template text not null,
  locale text not null check (locale in ('vi', 'en')),
  person_id uuid,
  unit_id uuid,
  about_kind text,
  about_id text,
  by_account uuid,
  until timestamptz,
  sealed bytea,
  constraint message_about check (num_nonnulls(about_kind, about_id) in (0, 2))
);
comment on table messages.message is 'Messages to people: a template and its values. What it says and to which address is sealed, and forgotten when every delivery is final.';
comment on column messages.message.unit_id is 'On whose behalf it is sent: who may see what became of it.';
comment on column messages.message.until is 'When it is of no use any more.';
comment on column messages.message.sealed is 'Address and values, encrypted; null once it is gone.';
create index message_person on messages.message (person_id, id) where person_id is not null;
create index message_about on messages.message (about_kind, about_id) where about_id is not null;

create table messages.delivery (
  id uuid primary key,
  message_id uuid not null references messages.message on delete cascade,
  unit_id uuid,
  state text not null check (state in ('queued', 'sent', 'delivered', 'failed', 'suppressed')),
  channel text,
  address bytea,
  reason text,
  detail text,
  reference text,
  attempts smallint not null default 0,
  due_at timestamptz not null,
  done_at timestamptz,
  constraint delivery_done check ((state = 'queued') = (done_at is null))
);
comment on table messages.delivery is 'What became of a message on one channel: one record each.';
comment on column messages.delivery.address is 'The address it went to, encrypted.';
comment on column messages.delivery.due_at is 'While queued: when it is looked at next.';
create index delivery_due on messages.delivery (due_at) where state = 'queued';
create index delivery_message on messages.delivery (message_id);
create index delivery_unit on messages.delivery (unit_id, id);
create index delivery_trouble on messages.delivery (id) where state in ('failed', 'suppressed');
create index delivery_reference on messages.delivery (reference) where state = 'sent' and reference is not null;

create table messages.opt_out (
  person_id uuid primary key,
  at timestamptz not null
);
comment on table messages.opt_out is 'People who want urgent messages only.';

create table messages.mailbox (
  id uuid primary key,
  lookup bytea not null,
  sealed bytea not null,
  at timestamptz not null
);
comment on table messages.mailbox is 'The mailbox on screen of a demo: messages that would have gone out, encrypted like any other. Kept one day.';
create index mailbox_lookup on messages.mailbox (lookup, id);
