alter table work.item
  add column urged_at timestamptz,
  add column risen_to uuid,
  add column rises_at timestamptz;
comment on column work.item.urged_at is 'When a leader last asked for it to be done; no longer once a step is taken.';
comment on column work.item.risen_to is 'The area whose leader it has risen to, because it is late; the leaders below see it too.';
comment on column work.item.rises_at is 'When it rises next; infinity when it cannot rise further. While null, when it is due.';
create index item_risen on work.item (due_at, id) include (unit_id, kind, state, risen_to) where open and risen_to is not null;
create index item_rising on work.item (coalesce(rises_at, due_at)) where open;

alter table work.step
  add column file_ids uuid[] not null default '{}',
  add column note_key text,
  drop constraint step_what_check,
  add constraint step_what check
    (what in ('opened', 'moved', 'taken', 'released', 'handed', 'transferred', 'comment', 'urged', 'risen'));
comment on column work.step.file_ids is 'Of a comment: the files of the item that came with it.';
comment on column work.step.note_key is 'What was said, as it is searched for: without accents.';
create index step_note on work.step using gin (note_key gin_trgm_ops) where note_key is not null;

create table work.digest (
  account_id uuid not null,
  day date not null,
  count integer not null,
  sent boolean not null,
  primary key (account_id, day)
);
comment on table work.digest is 'That a leader was told on a day of what has risen to them: once, whatever number. sent is false when there was no address to tell it to.';
