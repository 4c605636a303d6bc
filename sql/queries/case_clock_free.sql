select is_free from case_clock
