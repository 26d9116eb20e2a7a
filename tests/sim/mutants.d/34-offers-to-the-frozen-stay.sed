# coordinator/engine/jobs.c
# a job offered to a node that stands still, or is cut off, waits for it for ever
s/LT_OFFER_ACK_US);/LT_OFFER_ACK_US * 100000);/
