create table work.woken (
  account_id uuid primary key,
  until timestamptz not null,
  told_at timestamptz
);
comment on table work.woken is 'Up to which deadlines an officer whose browser may be woken was told of, and when last.';
