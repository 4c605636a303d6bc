update key set hint = $2 where key_id = $1 and origin = 'claimed' and hint = '????'
