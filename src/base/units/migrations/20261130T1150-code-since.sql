alter table units.exchange_code add column since date;
update units.exchange_code set since = (given_at at time zone 'Asia/Ho_Chi_Minh')::date;
alter table units.exchange_code alter column since set not null;
comment on column units.exchange_code.since is 'The day of the decision that gave the code, as its organisation wrote it down.';
