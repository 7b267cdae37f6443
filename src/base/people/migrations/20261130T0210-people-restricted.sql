alter table people.person add column restricted_at timestamptz;
comment on column people.person.restricted_at is 'Since when the entry is used for nothing but what the law commands, as the person asked (hạn chế xử lý dữ liệu).';
