select hash from seed_state where file = $1
