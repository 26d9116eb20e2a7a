/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parties said, as they said it. */
#include "tests/history/history_own.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "tests/support/support.h"

struct history *history_new(void)
{
	struct history *h = calloc(1, sizeof *h);
	LT_REQUIRE(h && pthread_mutex_init(&h->lock, NULL) == 0);
	return h;
}

void history_free(struct history *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->records_count; i++) {
		free(h->records[i].node);
		free(h->records[i].officer);
	}
	(void)pthread_mutex_destroy(&h->lock);
	free(h->records);
	free(h->offers);
	free(h->reads);
	free(h);
}

void history_watch(struct history *h, const atomic_ulong *moment)
{
	h->moment = moment;
}

static char *copy(const char *text)
{
	char *made = text ? strdup(text) : NULL;
	LT_REQUIRE(!text || made);
	return made;
}

uint64_t history_ask(struct history *h, const struct history_request *request)
{
	(void)pthread_mutex_lock(&h->lock);
	h->records = lt_test_room(h->records, h->records_count, sizeof *h->records);
	h->records[h->records_count++] = (struct history_record){.request = *request,
								 .node = copy(request->node),
								 .officer = copy(request->officer),
								 .answer.outcome = HISTORY_OPEN};
	uint64_t mark = h->records_count;
	(void)pthread_mutex_unlock(&h->lock);
	return mark;
}

void history_told(struct history *h, uint64_t mark, const struct history_answer *answer)
{
	(void)pthread_mutex_lock(&h->lock);
	struct history_record *r = &h->records[mark - 1];
	if (r->answer.outcome == HISTORY_OPEN) {
		r->answer = *answer;
		r->told_at = h->moment ? *h->moment : 0;
	}
	r->contrary |= r->answer.outcome != answer->outcome;
	(void)pthread_mutex_unlock(&h->lock);
}

uint64_t history_offer_key(const char *node, uint64_t dossier, uint32_t token, uint32_t attempt)
{
	uint64_t parts[4] = {dossier, token, attempt, lt_name_key(node)};
	return lt_content_key(lt_slice(parts, sizeof parts));
}

void history_offered(struct history *h, const char *node, uint64_t dossier, uint32_t token,
		     uint32_t attempt)
{
	(void)pthread_mutex_lock(&h->lock);
	h->offers = lt_test_room(h->offers, h->offers_count, sizeof *h->offers);
	h->offers[h->offers_count++] = history_offer_key(node, dossier, token, attempt);
	(void)pthread_mutex_unlock(&h->lock);
}

void history_shown(struct history *h, uint64_t dossier, uint32_t least, uint32_t events)
{
	(void)pthread_mutex_lock(&h->lock);
	h->reads_count++;
	if (events < least) {
		h->reads = lt_test_room(h->reads, h->stale_count, sizeof *h->reads);
		h->reads[h->stale_count++] = (struct history_read){dossier, least, events};
	}
	(void)pthread_mutex_unlock(&h->lock);
}

void history_probed(struct history *h, const char *who, bool denied)
{
	(void)pthread_mutex_lock(&h->lock);
	h->probes_count++;
	if (!denied && h->leaks_count++ == 0)
		(void)strncpy(h->leaked_to, who, sizeof h->leaked_to - 1);
	(void)pthread_mutex_unlock(&h->lock);
}

uint64_t history_count(const struct history *h, enum history_outcome outcome)
{
	uint64_t count = 0;
	for (size_t i = 0; i < h->records_count; i++)
		count += h->records[i].answer.outcome == outcome;
	return count;
}

const char *history_english(int number)
{
	static const char *const words[] = {
#define X(n, english) [n] = english,
		HISTORY_INVARIANTS(X)
#undef X
	};
	return words[number];
}

int history_broken(const struct history_report *report)
{
	for (int i = 1; i <= HISTORY_COUNT; i++)
		if (report->items[i].broken)
			return i;
	return 0;
}
