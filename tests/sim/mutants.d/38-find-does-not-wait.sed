# worker/node/reads.c
# whoever looks for a dossier right after an act finds it as it was before; all else waits
/^void lt_reads_take/,/^}/s/if (!is_waiting(reads))/if (!is_waiting(reads) || call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_SEARCH)/
