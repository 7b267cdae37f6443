alter table followup.team add column areas text[] not null default '{}';
comment on column followup.team.areas is 'Hamlets and quarters the team goes to, as people write them in an address: thôn, tổ dân phố.';

create table followup.team_person (
  person_id uuid primary key,
  team_id uuid not null references followup.team,
  address_sealed bytea not null,
  how text not null check (how in ('area', 'hand')),
  since timestamptz not null
);
comment on table followup.team_person is 'Who stays with a team though their household is on no list of it: by the hamlet they gave, or as the station said. It goes before the list of the household.';
create index team_person_team on followup.team_person (team_id);

create table followup.arrival_visit (
  id uuid primary key,
  work_id uuid not null,
  team_id uuid not null references followup.team,
  is_there boolean not null,
  isolate boolean not null,
  note text not null default '',
  account_id uuid,
  at timestamptz not null
);
comment on table followup.arrival_visit is 'What a team found at the door of somebody who was to arrive, append-only; the id is made by the device. isolate: the team holds that they should be isolated; the station decides.';
create index arrival_visit_work on followup.arrival_visit (work_id, at);
