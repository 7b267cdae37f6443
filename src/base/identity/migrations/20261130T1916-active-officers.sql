create table identity.active_month (
  account_id uuid not null references identity.account on delete cascade,
  month date not null check (extract(day from month) = 1),
  unit_id uuid not null,
  since date not null,
  primary key (account_id, month)
);
comment on table identity.active_month is 'In which months an officer used their account at all, where they were administered then and since which day of the month: how many officers are active is reported. Not when or how often.';
create index active_month_since on identity.active_month (since);
-- What is known of the months that sessions are still there of.
insert into identity.active_month (account_id, month, unit_id, since)
select s.account_id, date_trunc('month', day)::date, a.unit_id, min(day)
from identity.session s join identity.account a on a.id = s.account_id and a.kind = 'officer'
cross join lateral (values ((s.created_at at time zone 'Asia/Ho_Chi_Minh')::date),
                           ((s.last_seen_at at time zone 'Asia/Ho_Chi_Minh')::date)) seen (day)
where not s.factor_due group by 1, 2, 3;
