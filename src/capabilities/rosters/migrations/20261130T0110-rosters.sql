create schema rosters;

create table rosters.week (
  id uuid primary key,
  unit_id uuid not null,
  monday date not null check (extract(isodow from monday) = 1),
  version integer not null default 1,
  changed_at timestamptz not null,
  changed_by uuid,
  published_at timestamptz,
  published_by uuid,
  over_reason text not null default '',
  constraint week_once unique (unit_id, monday)
);
comment on table rosters.week is 'The roster (lịch làm việc, lịch trực) of an office for a week. Until it is published only those who plan see it.';
comment on column rosters.week.over_reason is 'Why more are at the office than the limit of the policy.';
create index week_monday on rosters.week (monday) where published_at is not null;

create table rosters.entry (
  week_id uuid not null references rosters.week on delete cascade,
  account_id uuid not null,
  day date not null,
  kind text not null check (kind in ('office', 'home', 'leave', 'duty')),
  from_time text,
  until_time text,
  stand_in_id uuid,
  note text not null default '',
  primary key (week_id, account_id, day),
  constraint entry_hours check ((kind = 'duty') = (from_time is not null and until_time is not null)),
  constraint entry_stand_in check (stand_in_id is null or kind = 'leave')
);
comment on table rosters.entry is 'Where somebody works on a day: at the office, at home, on leave with whoever stands in, or on duty with its hours (ca trực).';
create index entry_account on rosters.entry (account_id, day);
create index entry_day on rosters.entry (day);

create table rosters.swap (
  id uuid primary key,
  unit_id uuid not null,
  asker_id uuid not null,
  other_id uuid not null,
  days date[] not null check (cardinality(days) between 1 and 7),
  note text not null default '',
  was jsonb not null,
  state text not null check (state in ('asked', 'agreed', 'declined', 'withdrawn', 'approved', 'refused')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,
  reason text not null default '',
  work_id uuid,
  check (asker_id <> other_id)
);
comment on table rosters.swap is 'Two people exchange what the roster says of them on some days (đổi ca): one asks, the other agrees, who plans approves.';
comment on column rosters.swap.was is 'What the roster said of the two when it was asked: what was changed since is not exchanged.';
create index swap_asker on rosters.swap (asker_id, asked_at);
create index swap_other on rosters.swap (other_id, asked_at);
