/* SPDX-License-Identifier: EUPL-1.2 */
/* A list, the newest first: a unit has dozens of people, not thousands. Where each of them is a
 * tool that ends with its request, there may be as many as requests are under way. */
#include "worker/node/visits.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWERS_FIRST = 4 };

static void free_answer(struct lt_answer *answer)
{
	if (!answer)
		return;
	free((uint8_t *)(uintptr_t)answer->provisional.data);
	free((uint8_t *)(uintptr_t)answer->reply.data);
	free(answer);
}

static void free_visit(struct lt_visit *visit)
{
	for (size_t i = 0; i < visit->answers_size; i++)
		free_answer(visit->answers[i]);
	free(visit->answers);
	free(visit->name);
	free(visit);
}

void lt_visits_done(struct lt_visits *visits)
{
	for (struct lt_visit *s = visits->first, *next; s; s = next) {
		next = s->next;
		free_visit(s);
	}
	*visits = (struct lt_visits){0};
}

struct lt_visit *lt_visits_find(const struct lt_visits *visits, uint32_t pipe)
{
	struct lt_visit *s = visits->first;
	while (s && s->pipe != pipe)
		s = s->next;
	return s;
}

/* Forgets the one that was away longest and has nothing under way. */
static bool make_room(struct lt_visits *visits)
{
	struct lt_visit **oldest = NULL;
	for (struct lt_visit **at = &visits->first; *at; at = &(*at)->next)
		if (!(*at)->pipe && !(*at)->under_way &&
		    (!oldest || (*at)->seen_us < (*oldest)->seen_us))
			oldest = at;
	if (!oldest)
		return false;
	struct lt_visit *s = *oldest;
	*oldest = s->next;
	visits->count--;
	free_visit(s);
	return true;
}

static struct lt_visit *new_visit(struct lt_visits *visits, const char *name, uint64_t boot)
{
	if (visits->count >= LT_VISITS_MAX && !make_room(visits))
		return NULL;
	struct lt_visit *s = calloc(1, sizeof *s);
	if (s)
		s->answers = calloc(ANSWERS_FIRST, sizeof(struct lt_answer *));
	if (!s || !s->answers || !(s->name = strdup(name))) {
		if (s)
			free(s->answers);
		free(s);
		return NULL;
	}
	s->answers_size = ANSWERS_FIRST;
	s->boot = boot;
	s->next = visits->first;
	visits->first = s;
	visits->count++;
	return s;
}

struct lt_visit *lt_visits_bind(struct lt_visits *visits, uint32_t pipe, const char *name,
				uint64_t boot, int64_t now_us)
{
	lt_visits_gone(visits, pipe); /* it may have been somebody else's */
	struct lt_visit *s = visits->first;
	while (s && (s->boot != boot || strcmp(s->name, name) != 0))
		s = s->next;
	if (!s)
		s = new_visit(visits, name, boot);
	if (!s)
		return NULL;
	s->pipe = pipe;
	s->seen_us = now_us;
	return s;
}

void lt_visits_gone(struct lt_visits *visits, uint32_t pipe)
{
	struct lt_visit *s = lt_visits_find(visits, pipe);
	if (s)
		s->pipe = 0;
}

/* Numbers that have places of their own have them in twice as many, too. */
static bool grow(struct lt_visit *visit)
{
	size_t size = 2 * visit->answers_size;
	struct lt_answer **grown = calloc(size, sizeof(struct lt_answer *));
	if (!grown)
		return false;
	for (size_t i = 0; i < visit->answers_size; i++)
		if (visit->answers[i])
			grown[visit->answers[i]->seq % size] = visit->answers[i];
	free(visit->answers);
	visit->answers = grown;
	visit->answers_size = size;
	return true;
}

struct lt_answer **lt_visit_place(struct lt_visit *visit, uint64_t seq)
{
	for (;;) {
		struct lt_answer **place = &visit->answers[seq % visit->answers_size];
		size_t most =
			*place && (*place)->under_way ? LT_VISIT_ANSWERS_MAX : LT_VISIT_ANSWERS;
		if (!*place || (*place)->seq == seq || visit->answers_size >= most || !grow(visit))
			return place;
	}
}

struct lt_answer *lt_visit_begin(struct lt_visit *visit, uint64_t seq, uint64_t content)
{
	struct lt_answer **place = lt_visit_place(visit, seq);
	struct lt_answer *answer = calloc(1, sizeof *answer);
	LT_ASSERT(!*place || !(*place)->under_way);
	if (!answer)
		return NULL;
	*answer = (struct lt_answer){
		.visit = visit, .seq = seq, .content = content, .under_way = true};
	free_answer(*place);
	*place = answer;
	visit->under_way++;
	return answer;
}

void lt_answer_end(struct lt_answer *answer, struct lt_slice reply)
{
	answer->under_way = false;
	answer->visit->under_way--;
	answer->reply = reply;
}

void lt_answer_undo(struct lt_answer *answer)
{
	answer->visit->under_way--;
	*lt_visit_place(answer->visit, answer->seq) = NULL;
	free_answer(answer);
}
