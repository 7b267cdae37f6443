create schema files;

create table files.file (
  id uuid primary key,
  subject_kind text not null,
  subject_id text not null,
  name_sealed bytea not null,
  type text not null,
  is_picture boolean not null,
  size integer not null,
  sha256 bytea not null,
  uploaded_at timestamptz not null,
  uploaded_by uuid,
  removed_at timestamptz,
  removed_by uuid,
  removed_why text
);
comment on table files.file is 'Files of all that they can belong to. A row stays when its content is taken away: by whom and why, or because its time was over.';
comment on column files.file.subject_kind is 'With subject_id: the thing it belongs to, whose permission is the file’s.';
comment on column files.file.name_sealed is 'Sealed by the keyring: people call files after people and their numbers.';
comment on column files.file.size is 'Bytes of the content as it is kept, before it was sealed.';
comment on column files.file.sha256 is 'Of what was sent: the same sent twice is kept once.';
create unique index file_once on files.file (subject_kind, subject_id, sha256) where removed_at is null;
create index file_subject on files.file (subject_kind, subject_id, id);
create index file_uploaded on files.file (uploaded_at) where removed_at is null;

create table files.content (
  file_id uuid primary key references files.file on delete cascade,
  content bytea not null,
  thumbnail bytea
);
comment on table files.content is 'The content of files and the thumbnails of pictures, sealed by the keyring: papers and photographs show people, and a copy of the database must not.';
-- What is sealed does not get smaller.
alter table files.content alter column content set storage external, alter column thumbnail set storage external;
