alter table retention.request add column lifted_at timestamptz;
comment on column retention.request.lifted_at is 'Since when what a restriction or an objection held back is done again.';
create index request_done on retention.request (greatest(done_at, lifted_at)) where decision = 'done';
