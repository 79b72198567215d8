-- Loads @TRIPLES@ triples in @GRAPHS@ named graphs into Virtuoso, which must be running. They are added to what is there.
--
-- Use: isql HOST:PORT dba PASSWORD load_virtuoso.sql -u dir=DIRECTORY
-- DIRECTORY is where the parts lie, as the server sees it: without spaces, and named in DirsAllowed of virtuoso.ini.
-- Several loaders at once: run `rdf_loader_run ();` in other sessions while this one is at it.

-- What was loaded from here before is forgotten, or the loader would pass it over.
delete from DB.DBA.load_list where ll_file like '$U{dir}/part-%';
registry_set ('khabar_before', (select cast (count (*) as varchar) from DB.DBA.RDF_QUAD));
ld_dir ('$U{dir}', 'part-*.nq.gz', 'urn:khabar:no-graph');
rdf_loader_run ();
checkpoint;

-- The loader says nothing of lines that it could not read, or misread: only the count shows them.
create procedure DB.DBA.KHABAR_LOADED (in parts int, in triples int)
{
  declare came, done int;
  done := (select count (*) from DB.DBA.load_list where ll_file like '$U{dir}/part-%' and ll_state = 2 and ll_error is null);
  if (done <> parts)
    signal ('KH001', sprintf ('NOT LOADED: %d of %d parts are done; see DB.DBA.load_list', done, parts));
  came := (select count (*) from DB.DBA.RDF_QUAD) - atoi (registry_get ('khabar_before'));
  if (came <> triples)
    signal ('KH002', sprintf ('NOT AS WRITTEN: %d triples came, and not %d: some were there, or were misread', came, triples));
  return sprintf ('loaded %d triples', came);
}
;
select DB.DBA.KHABAR_LOADED (@PARTS@, @TRIPLES@) as outcome;
drop procedure DB.DBA.KHABAR_LOADED;
registry_remove ('khabar_before');
