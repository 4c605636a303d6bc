delete from holiday where day = $1 returning name
