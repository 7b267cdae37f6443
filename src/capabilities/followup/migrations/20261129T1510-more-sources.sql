alter table followup.plan add column is_case boolean not null default false;
comment on column followup.plan.is_case is 'A case that is treated at home (F0 điều trị tại nhà): a positive test is no news, and other signs are worrying.';
comment on table followup.source is 'Why somebody is followed: a contact of a case, a declared arrival, an order to stay at home; by the id its own module knows. The latest that was said holds, in whatever order it is heard.';

alter table followup.team add column closed_at timestamptz;
alter table followup.team add column closed_why text;
alter table followup.team add constraint team_closed_with_reason check ((closed_at is null) = (closed_why is null));
comment on column followup.team.closed_at is 'From when on the team is no more: its members visit nobody, its households are on no list. What it wrote down stays.';
