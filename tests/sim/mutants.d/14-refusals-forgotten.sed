# coordinator/engine/engine.c
# a late copy of what was refused is decided again
s/lt_answers_keep(engine->answers, asked, reply);/(void)engine, (void)reply;/
