-- When somebody last opened a person's own record: "new since you last looked" on their first screen.
create index on audit_entry (user_id, at desc) where purpose like 'people/%';
