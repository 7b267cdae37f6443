-- Tracing reads where somebody was by this index alone; the area made it look into the table for every visit.
drop index timeline.visit_person;
create index visit_person on timeline.visit (person_id, in_at) include (place_id, out_at, area_id);
