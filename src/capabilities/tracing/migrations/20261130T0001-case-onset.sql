-- The list of cases by the day of onset, read on from wherever a page ended.
create index case_onset on tracing.case_file ((coalesce(onset_on, date '0001-01-01')), id);
