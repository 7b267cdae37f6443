create schema followup;

create table followup.plan (
  id uuid primary key,
  person_id uuid not null,
  unit_id uuid not null,
  from_day date not null,
  until_day date not null,
  test_days date[] not null,
  policy_version text not null,
  asked_on date,
  opened_at timestamptz not null,
  ended_at timestamptz,
  ended_how text check (ended_how in ('released', 'became-case', 'withdrawn')),
  check (until_day >= from_day),
  check ((ended_at is null) = (ended_how is null))
);
comment on table followup.plan is 'People whose health is followed (theo dõi sức khỏe), by their commune of stay. from_day is day 0: the first answer is of the day after.';
comment on column followup.plan.asked_on is 'The last day on which the household was sent its link.';
create unique index plan_open_once on followup.plan (person_id) where ended_at is null;
create index plan_unit on followup.plan (unit_id) where ended_at is null;
create index plan_person on followup.plan (person_id);

create table followup.source (
  kind text not null,
  ref_id uuid not null,
  plan_id uuid references followup.plan,
  label text not null default '',
  until_day date,
  holds boolean not null,
  said_at timestamptz not null,
  primary key (kind, ref_id)
);
comment on table followup.source is 'Why somebody is followed: a contact of a case, by the id its own module knows. The latest that was said holds, in whatever order it is heard.';
create index source_plan on followup.source (plan_id) where plan_id is not null;

create table followup.asked (
  plan_id uuid not null references followup.plan,
  day date not null,
  unit_id uuid not null,
  at timestamptz not null,
  missed_at timestamptz,
  primary key (plan_id, day)
);
comment on table followup.asked is 'The days on which an answer was expected, and when one was first seen to be missing.';
create index asked_unit on followup.asked (unit_id, day);

create table followup.answer (
  id uuid primary key,
  plan_id uuid not null references followup.plan,
  unit_id uuid not null,
  day date not null,
  method text not null check (method in ('self', 'phone', 'visit')),
  reached boolean not null,
  symptoms text[] not null default '{}',
  temperature double precision,
  spo2 smallint,
  note text not null default '',
  worries text[] not null default '{}',
  policy_version text not null,
  account_id uuid,
  at timestamptz not null
);
comment on table followup.answer is 'Daily answers about health, append-only; the id is made by who sends it, so that sending again counts once. Not reached: nobody was at home, or answered the phone.';
comment on column followup.answer.worries is 'What of it was worrying under the policy of the day: a symptom, temperature, spo2.';
create index answer_plan on followup.answer (plan_id, day, at);
create index answer_unit on followup.answer (unit_id, day);

create table followup.test (
  id uuid primary key,
  plan_id uuid not null references followup.plan,
  taken_on date not null,
  method text not null check (method in ('pcr', 'rapid')),
  outcome text not null check (outcome in ('negative', 'positive')),
  note text not null default '',
  account_id uuid,
  at timestamptz not null
);
comment on table followup.test is 'Results on the test days of those who are followed, append-only.';
create index test_plan on followup.test (plan_id, taken_on);

create table followup.team (
  id uuid primary key,
  unit_id uuid not null,
  name text not null check (name <> ''),
  created_at timestamptz not null
);
comment on table followup.team is 'Community teams (tổ COVID cộng đồng). Members are grants of the role community-team at the team.';
create index team_unit on followup.team (unit_id);

create table followup.team_household (
  household_id uuid primary key,
  team_id uuid not null references followup.team,
  since timestamptz not null
);
comment on table followup.team_household is 'The named list: which households a team visits. A household is on one list at most.';
create index team_household_team on followup.team_household (team_id);
