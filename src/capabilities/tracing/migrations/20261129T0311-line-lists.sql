create table tracing.case_alias (
  source text not null,
  external_id text not null,
  case_id uuid not null references tracing.case_file,
  infector text,
  infector_how text not null default '',
  primary key (source, external_id)
);
comment on table tracing.case_alias is 'Under which id a list of some source knows a case, and the id of who infected it there: links are made across rows and later files.';
create index case_alias_case on tracing.case_alias (case_id);
create index case_alias_infector on tracing.case_alias (source, infector) where infector is not null;

alter table tracing.case_file
  add column outcome text check (outcome in ('recovered', 'died')),
  add column outcome_on date,
  add column source_how text not null default '';
comment on column tracing.case_file.outcome is 'How it ended, where a list says so; the file is then closed.';
comment on column tracing.case_file.source_how is 'How the source case infected it, in the words of the list: same house, same workshop.';
create index case_source on tracing.case_file (source_case_id) where source_case_id is not null;
