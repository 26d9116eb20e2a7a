/* SPDX-License-Identifier: EUPL-1.2 */
/* A list: a unit has dozens of people, not thousands. */
#include "worker/node/sessions.h"

#include <stdlib.h>
#include <string.h>

static void free_answer(struct lt_answer *answer)
{
	if (!answer)
		return;
	free((uint8_t *)(uintptr_t)answer->reply.data);
	free(answer);
}

static void free_session(struct lt_session *session)
{
	for (size_t i = 0; i < LT_SESSION_ANSWERS; i++)
		free_answer(session->answers[i]);
	free(session->name);
	free(session);
}

void lt_sessions_done(struct lt_sessions *sessions)
{
	for (struct lt_session *s = sessions->first, *next; s; s = next) {
		next = s->next;
		free_session(s);
	}
	*sessions = (struct lt_sessions){0};
}

struct lt_session *lt_sessions_find(const struct lt_sessions *sessions, uint32_t pipe)
{
	struct lt_session *s = sessions->first;
	while (s && s->pipe != pipe)
		s = s->next;
	return s;
}

/* Forgets the one that was away longest and has nothing under way. */
static bool make_room(struct lt_sessions *sessions)
{
	struct lt_session **oldest = NULL;
	for (struct lt_session **at = &sessions->first; *at; at = &(*at)->next)
		if (!(*at)->pipe && !(*at)->under_way &&
		    (!oldest || (*at)->seen_us < (*oldest)->seen_us))
			oldest = at;
	if (!oldest)
		return false;
	struct lt_session *s = *oldest;
	*oldest = s->next;
	sessions->count--;
	free_session(s);
	return true;
}

static struct lt_session *new_session(struct lt_sessions *sessions, const char *name, uint64_t boot)
{
	if (sessions->count >= LT_SESSIONS_MAX && !make_room(sessions))
		return NULL;
	struct lt_session *s = calloc(1, sizeof *s);
	if (!s || !(s->name = strdup(name))) {
		free(s);
		return NULL;
	}
	s->boot = boot;
	s->next = sessions->first;
	sessions->first = s;
	sessions->count++;
	return s;
}

struct lt_session *lt_sessions_bind(struct lt_sessions *sessions, uint32_t pipe, const char *name,
				    uint64_t boot, int64_t now_us)
{
	lt_sessions_gone(sessions, pipe); /* it may have been somebody else's */
	struct lt_session *s = sessions->first;
	while (s && (s->boot != boot || strcmp(s->name, name) != 0))
		s = s->next;
	if (!s)
		s = new_session(sessions, name, boot);
	if (!s)
		return NULL;
	s->pipe = pipe;
	s->seen_us = now_us;
	return s;
}

void lt_sessions_gone(struct lt_sessions *sessions, uint32_t pipe)
{
	struct lt_session *s = lt_sessions_find(sessions, pipe);
	if (s)
		s->pipe = 0;
}

struct lt_answer **lt_session_place(struct lt_session *session, uint64_t seq)
{
	return &session->answers[seq % LT_SESSION_ANSWERS];
}

struct lt_answer *lt_session_begin(struct lt_session *session, uint64_t seq, uint64_t content)
{
	struct lt_answer **place = lt_session_place(session, seq);
	struct lt_answer *answer = calloc(1, sizeof *answer);
	LT_ASSERT(!*place || !(*place)->under_way);
	if (!answer)
		return NULL;
	*answer = (struct lt_answer){
		.session = session, .seq = seq, .content = content, .under_way = true};
	free_answer(*place);
	*place = answer;
	session->under_way++;
	return answer;
}

void lt_answer_end(struct lt_answer *answer, struct lt_slice reply)
{
	answer->under_way = false;
	answer->session->under_way--;
	answer->reply = reply;
}

void lt_answer_undo(struct lt_answer *answer)
{
	answer->session->under_way--;
	*lt_session_place(answer->session, answer->seq) = NULL;
	free_answer(answer);
}
