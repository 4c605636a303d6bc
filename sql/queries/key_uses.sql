select distinct key_id, dialect, network from key_sighting
