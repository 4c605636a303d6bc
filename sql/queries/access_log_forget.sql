select access_log_forget($1, $2)
