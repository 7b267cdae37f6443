alter table identity.account add column parted_at timestamptz;
comment on column identity.account.parted_at is 'When it ceased to speak for a person last: a restore must not let it speak for them again.';
