delete from receipt_raw where arrival_day < $1
