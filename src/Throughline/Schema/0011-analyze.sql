-- After a large import the planner must know how much there is now, not at the next autovacuum: the import says so itself.
-- (PostgreSQL 17 and later can grant that. Before, ANALYZE by another role is skipped with a warning and autovacuum does it.)
do $$
declare t record;
begin
  if current_setting('server_version_num')::int >= 170000 then
    for t in select c.oid::regclass as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace loop
      execute format('grant maintain on %s to throughline_app', t.name);
    end loop;
  end if;
end $$;
