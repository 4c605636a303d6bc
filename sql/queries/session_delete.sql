delete from web_session where session_hash = $1
