alter table backups.run add column folder text;
alter table backups.run add column removed_at timestamptz;
comment on column backups.run.folder is 'Where this installation wrote the file; null of those that another wrote, of which this one was restored, and of those before this was noted.';
comment on column backups.run.removed_at is 'When the file was seen to be gone, because it is kept no longer.';
create index run_kept on backups.run (began_at) where folder is not null and removed_at is null;
