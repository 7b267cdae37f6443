-- Which cases have candidates that wait: few of all contacts, and asked for with every list of cases.
create index contact_waiting on tracing.contact (case_id) where state = 'review';
