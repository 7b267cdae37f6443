alter table lists.import drop constraint import_format_check;
alter table lists.import add constraint import_format_check check (format in ('csv', 'xlsx', 'typed'));
comment on column lists.import.format is 'What the rows came as: a file, or typed in beside the picture of a paper list.';
