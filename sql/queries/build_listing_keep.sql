select build_listing_keep(array(select b.build_id from build b where b.build_id > $1 order by b.build_id limit $2)) as changed,
    (select max(b.build_id) from (select o.build_id from build o where o.build_id > $1 order by o.build_id limit $2) b) as last_id
