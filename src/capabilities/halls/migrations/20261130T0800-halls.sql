create schema halls;

create table halls.hall (
  id uuid primary key,
  unit_id uuid not null,
  place_id uuid,
  name text not null check (name <> ''),
  address text not null default '',
  seats integer not null check (seats between 1 and 5000),
  kiosk_version integer not null default 1,
  created_at timestamptz not null,
  closed_at timestamptz,
  constraint hall_once unique (unit_id, name)
);
comment on table halls.hall is 'A hall (sảnh) in which people wait for the counters of an office.';
comment on column halls.hall.place_id is 'The place of the register whose poster hangs at its door: who scanned in and not out is inside.';
comment on column halls.hall.seats is 'How many people it holds when nobody has to keep a distance.';
comment on column halls.hall.kiosk_version is 'A link for kiosks is made for a version: making a new one ends the old.';

create table halls.line (
  id uuid primary key,
  hall_id uuid not null references halls.hall (id) on delete cascade,
  letter text not null check (letter ~ '^[A-Z]$'),
  name text not null check (name <> ''),
  fields text[] not null default '{}',
  position smallint not null,
  closed_at timestamptz
);
comment on table halls.line is 'What people queue for in a hall (lĩnh vực): one letter on the ticket, served by one counter or several.';
comment on column halls.line.fields is 'Codes of the fields of procedures that belong here.';
create unique index line_letter on halls.line (hall_id, letter) where closed_at is null;

create table halls.counter (
  id uuid primary key,
  hall_id uuid not null references halls.hall (id) on delete cascade,
  number smallint not null check (number between 1 and 99),
  name text not null default '',
  line_ids uuid[] not null,
  is_open boolean not null default false,
  note text not null default '',
  officer_id uuid,
  changed_at timestamptz not null,
  closed_at timestamptz
);
comment on table halls.counter is 'A counter (quầy) of a hall: which lines it takes, whether somebody sits there now, and what a closed one tells people.';
create unique index counter_number on halls.counter (hall_id, number) where closed_at is null;
create unique index counter_officer on halls.counter (officer_id) where is_open;

create table halls.closure (
  id uuid primary key,
  hall_id uuid not null references halls.hall (id) on delete cascade,
  from_on date not null,
  until_on date not null,
  reason text not null check (reason <> ''),
  made_by uuid,
  made_at timestamptz not null,
  lifted_at timestamptz,
  constraint closure_days check (until_on >= from_on)
);
comment on table halls.closure is 'Days on which a hall takes nobody (chỉ nhận trực tuyến và qua bưu chính), and why.';
create index closure_of on halls.closure (hall_id, until_on);

create table halls.day (
  hall_id uuid not null references halls.hall (id) on delete cascade,
  day date not null,
  last integer not null,
  primary key (hall_id, day)
);
comment on table halls.day is 'The last number given out in a hall on a day. Whoever takes a number or calls one holds this row: no gap, no double, nobody called twice.';

create table halls.ticket (
  id uuid primary key,
  hall_id uuid not null references halls.hall (id) on delete cascade,
  line_id uuid not null references halls.line (id),
  day date not null,
  number integer not null check (number > 0),
  letter text not null,
  source text not null check (source in ('kiosk', 'phone', 'booked', 'staff')),
  priority text check (priority in ('elderly', 'disabled', 'pregnant', 'child')),
  state text not null check (state in ('booked', 'waiting', 'called', 'done', 'skipped', 'left', 'ended')),
  account_id uuid,
  slot_at timestamptz,
  taken_at timestamptz not null,
  here_at timestamptz,
  queued_at timestamptz not null,
  called_at timestamptz,
  calls smallint not null default 0,
  first_called_at timestamptz,
  counter_id uuid references halls.counter (id),
  finished_at timestamptz,
  told_at timestamptz,
  in_time boolean,
  policy_version text not null,
  constraint ticket_number unique (hall_id, day, number),
  constraint ticket_called check (state <> 'called' or (called_at is not null and counter_id is not null)),
  constraint ticket_slot check ((source = 'booked') = (slot_at is not null))
);
comment on table halls.ticket is 'A place in the queue (phiếu thứ tự): a number of the hall and the day, and what became of it. It knows no name; one taken by phone knows the account until the day is over for a while.';
comment on column halls.ticket.queued_at is 'From when its place in the line counts: when it was taken, or the slot of who came in time for it.';
comment on column halls.ticket.in_time is 'Whether it was first called within the time the office promises; null while it was not.';
create index ticket_open on halls.ticket (hall_id, day, state, line_id, queued_at) where state in ('booked', 'waiting', 'called', 'skipped');
create index ticket_called_last on halls.ticket (hall_id, day, called_at desc) where called_at is not null;
create index ticket_account on halls.ticket (account_id, day desc) where account_id is not null;
create unique index ticket_at_counter on halls.ticket (counter_id) where state = 'called';
create unique index ticket_account_once on halls.ticket (account_id, hall_id)
  where state in ('booked', 'waiting', 'called') and account_id is not null;
