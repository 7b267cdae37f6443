alter table tracing.notice_report add column entered_by uuid;
comment on column tracing.notice_report.entered_by is 'The officer who entered it for somebody who called; null where they reported themselves.';
