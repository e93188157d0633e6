-- To write a row that points at a campaign waits for who holds it; who says no must wait for
-- nobody who writes mails. No campaign ever goes, so that nothing can be left behind.
alter table campaign_reaction drop constraint campaign_reaction_id_fkey;
