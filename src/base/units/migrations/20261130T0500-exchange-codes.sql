create table units.exchange_code (
  code text primary key check (code ~ '^[0-9A-Z.]{1,35}$'),
  organisation_id uuid not null references units.organisation,
  is_old boolean not null,
  given_at timestamptz not null
);
comment on table units.exchange_code is 'Codes (mã định danh điện tử) by which other systems know an organisation: old ones (000.00.05.H56) and those of QĐ 20/2020/QĐ-TTg (H37.02.02). A code stays with its organisation for good.';
create unique index exchange_code_one on units.exchange_code (organisation_id, is_old);
