create schema views;

create table views.view (
  id uuid primary key,
  list text not null,
  name text not null,
  search text not null,
  hidden text[],
  owner_id uuid not null references identity.account on delete cascade,
  unit_id uuid,
  constraint view_name unique (owner_id, list, name)
);
comment on table views.view is 'How an officer looks at a list, by a name: filter and columns. Never what was searched for.';
comment on column views.view.unit_id is 'Shared with whoever serves this unit or one below it; null for the owner alone.';
comment on column views.view.hidden is 'Columns that are not shown; null for those the list leaves out itself.';
create index view_shared on views.view (unit_id, list) where unit_id is not null;

create table views.arrangement (
  account_id uuid not null references identity.account on delete cascade,
  list text not null,
  view_ids uuid[] not null,
  default_id uuid,
  primary key (account_id, list)
);
comment on table views.arrangement is 'In which order an officer sees the views of a list, own and shared, and with which one it begins. Views that are gone are passed over.';
