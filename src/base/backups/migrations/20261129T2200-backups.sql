create schema backups;

create table backups.run (
  id uuid primary key,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  file text,
  bytes bigint,
  rows bigint,
  recipient text,
  problem text,
  check ((problem is null) = (file is not null))
);
comment on table backups.run is 'Backups that were tried: what was written and where to, or why not. Never what is in them.';
create index run_began on backups.run (began_at desc, id desc);
