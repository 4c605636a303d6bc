select last_seq, pruned_seq, epoch from feed_state
