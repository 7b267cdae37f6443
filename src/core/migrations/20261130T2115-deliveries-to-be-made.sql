-- A delivery is a row from the moment its event is told, in the same transaction; `at` says when it was made.
alter table core.delivery
  alter column at drop not null,
  add column urgent boolean not null default false,
  add column due_at timestamptz not null default now(),
  add column attempts smallint not null default 0;
comment on table core.delivery is 'One row per event and subscriber, written with the event: to be made while at is null, and noted as made with the effects of the subscriber, so that these count once.';
comment on column core.delivery.at is 'When it was made; null while it is to be made.';
comment on column core.delivery.due_at is 'Not before this; later after each try that failed.';
create index delivery_due on core.delivery (urgent desc, due_at) where at is null;
