select person_id, shown_name from person where issuer = $1 and subject = $2
