create table lists.paper (
  id uuid primary key,
  kind text not null,
  unit_id uuid not null,
  by_account uuid not null,
  created_at timestamptz not null
);
comment on table lists.paper is 'Paper lists that are typed in beside their pictures, where they belong to nothing else; the pictures are its files.';
create index paper_recent on lists.paper (by_account, created_at desc);

alter table lists.import add column pictures jsonb not null default '{}';
comment on column lists.import.pictures is 'Of rows that were typed in: by line the file of the picture they were typed from.';

create table lists.typed_from (
  ref_kind text not null,
  ref_id uuid not null,
  file_id uuid not null,
  at timestamptz not null,
  primary key (ref_kind, ref_id, file_id)
);
comment on table lists.typed_from is 'From which picture something was typed in; stays when the rows themselves are forgotten.';
