insert into collector_instance (started_at) values ($1) returning instance_id
