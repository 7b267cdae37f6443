alter table tracing.contact add column reach_by timestamptz, add column overdue boolean not null default false;
comment on column tracing.contact.reach_by is 'Until when the commune was to speak with the contact, by the policy of the day of the decision.';
comment on column tracing.contact.overdue is 'reach_by has passed and nobody had spoken with the contact.';
update tracing.contact
set reach_by = decided_at + interval '24 hours',
    overdue = decided_at + interval '24 hours' < coalesce(reached_at, now())
where state = 'contact';
create index contact_to_reach on tracing.contact (reach_by)
  where state = 'contact' and reached_at is null and not overdue;
