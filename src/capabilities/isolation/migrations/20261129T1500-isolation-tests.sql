alter table isolation.isolation_order add column test_days date[] not null default '{}';
comment on column isolation.isolation_order.test_days is 'Days on which a test is due, as the policy isolation.tests gave them when the order was proposed.';

create table isolation.test (
  id uuid primary key,
  order_id uuid not null references isolation.isolation_order,
  taken_on date not null,
  method text not null check (method in ('pcr', 'rapid')),
  outcome text not null check (outcome in ('negative', 'positive')),
  note text not null default '',
  account_id uuid,
  at timestamptz not null
);
comment on table isolation.test is 'Results of people under an order, append-only; the id is made by who writes it down, so that sending again counts once. Those of the follow-up of a contact are here under the same id.';
create index isolation_test_order on isolation.test (order_id, taken_on);
