# records/query/query.c
# a dossier is shown to nodes that have nothing to do with it
s/if (!lt_query_may_see(q, \*ret))/if (!q)/
