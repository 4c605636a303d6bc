select last_seq, pruned_seq from feed_state
