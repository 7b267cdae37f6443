create schema standing;

create table standing.standing (
  person_id uuid not null,
  source text not null,
  level smallint not null check (level between 0 and 3),
  reason text not null,
  until timestamptz,
  at timestamptz not null,
  policy_version text,
  primary key (person_id, source)
);
comment on table standing.standing is 'What a person may do now and why: one row per source (a declaration, a trace, an order). The gravest that is in force counts.';
comment on column standing.standing.level is '0 green, 1 yellow, 2 orange, 3 red: see levels.ts.';
