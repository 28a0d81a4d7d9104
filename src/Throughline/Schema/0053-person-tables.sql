-- Tables that name a person and came with the audit's screens and with accounts: how subject access and disposal treat them.
insert into person_table (table_name, because, subject_access, disposal, names_person_in) values
  ('audit_alert', 'a question about a use of the record', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('audit_watch', 'that looks at a record are asked about', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('breach', 'the register of breaches', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('conflict_of_interest', 'what a worker declared about themselves', 'about-the-handling', 'with-the-person', '{person_id}');
