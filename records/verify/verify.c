/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening what is to be checked, replaying the journal under watch. */
#include "records/verify/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "records/apply.h"
#include "records/verify/verify_own.h"
#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

void lt_verifier_count(struct lt_verifier *v, int property, bool holds, const char *format, ...)
{
	struct lt_property *p = &v->report->properties[property];
	p->checked++;
	if (holds)
		return;
	if (p->broken++ == 0) {
		va_list args;
		va_start(args, format);
		(void)vsnprintf(p->example, sizeof p->example, format, args);
		va_end(args);
	}
}

/* -- each event, before it is applied -- */

/* Property 2: a step ends once. */
static void watch_end(struct lt_verifier *v, const Lt__Dossier *d, uint32_t token, const char *step)
{
	lt_verifier_count(v, 2, lt_dossier_token(d, token) != NULL,
			  "hồ sơ %s: bước '%s' (thẻ %u) kết thúc khi không mở", d->code, step,
			  token);
}

bool lt_verifier_stood_in(struct lt_verifier *v, const Lt__Event *e,
			  const struct lt_directory *directory, const struct lt_right *right)
{
	struct lt_deputies deputies;
	return lt_registry_deputies(v->registry, &deputies, NULL) == 0 &&
	       lt_deputy_right(&deputies, directory, e->actor->id, e->actor->unit, right,
			       lt_event_at(e));
}

static bool officer_may(struct lt_verifier *v, const Lt__Event *e, const char *unit,
			const char *role)
{
	const struct lt_directory *directory;
	if (lt_registry_directory(v->registry, e->stamp_us, &directory, NULL) < 0)
		return false;
	if (!*e->actor->instead_of)
		return lt_directory_may(directory, e->actor->id, unit, role, lt_event_at(e));
	return lt_verifier_stood_in(
		v, e, directory, &(struct lt_right){.role = role, .holder = e->actor->instead_of});
}

/* Property 7, for what officers did at a desk; a wait is vouched for by the receiving unit. */
static void watch_officer(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e,
			  const Lt__Token *t, const char *unit)
{
	const char *desk = t->kind == LT__STEP_KIND__STEP_KIND_WAIT ? d->unit : unit;
	bool right = strcmp(e->actor->unit, desk) == 0 && officer_may(v, e, desk, t->role);
	if (*t->officer && t->state == LT__TOKEN_STATE__TOKEN_STATE_HELD &&
	    e->body_case == LT__EVENT__BODY_COMPLETED)
		right = right && (strcmp(t->officer, e->actor->id) == 0 ||
				  strcmp(t->officer, e->actor->instead_of) == 0);
	lt_verifier_count(v, 7, right, "hồ sơ %s: bước '%s' do %s làm tại %s", d->code, t->step,
			  e->actor->id, e->actor->unit);
}

/* ... and for what nodes did: only the holder of the current attempt. */
static void watch_node(struct lt_verifier *v, const Lt__Dossier *d, const Lt__StepCompleted *c,
		       const Lt__Token *t)
{
	lt_verifier_count(v, 7, strcmp(t->node, c->node) == 0 && t->attempt == c->attempt,
			  "hồ sơ %s: bước tự động '%s' do %s báo, người giữ là %s", d->code,
			  t->step, c->node, t->node);
}

static void watch_completed(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	const Lt__StepCompleted *c = e->completed;
	const Lt__Token *t = lt_dossier_token(d, c->token);
	watch_end(v, d, c->token, c->step);
	if (!t)
		return;
	if (t->kind == LT__STEP_KIND__STEP_KIND_AUTO && *c->node)
		watch_node(v, d, c, t);
	else if (e->actor && e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		watch_officer(v, d, e, t, t->unit);
	else
		lt_verifier_count(v, 7,
				  t->kind != LT__STEP_KIND__STEP_KIND_HUMAN ||
					  strcmp(c->outcome, "overdue") == 0,
				  "hồ sơ %s: bước '%s' xong mà không có người làm", d->code,
				  t->step);
}

static void watch_event(void *owner, const Lt__Dossier *d, const Lt__Event *e)
{
	struct lt_verifier *v = owner;
	const Lt__Token *t;
	v->report->events++;
	lt_verifier_count(v, 3, true, "%s", "");
	lt_verifier_watch_late(v, d, e);
	lt_verifier_watch_handoff(v, d, e);
	switch (e->body_case) {
	case LT__EVENT__BODY_COMPLETED:
		watch_completed(v, d, e);
		break;
	case LT__EVENT__BODY_CANCELLED:
		watch_end(v, d, e->cancelled->token, e->cancelled->step);
		break;
	case LT__EVENT__BODY_OPINION_GIVEN:
		t = lt_dossier_token(d, e->opinion_given->token);
		if (t && e->actor)
			watch_officer(v, d, e, t, e->opinion_given->opinion->unit);
		break;
	case LT__EVENT__BODY_CLAIMED:
		t = lt_dossier_token(d, e->claimed->token);
		if (t && !*e->claimed->by)
			watch_officer(v, d, e, t, t->unit);
		break;
	case LT__EVENT__BODY_FINISHED:
		lt_verifier_count(v, 2, d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN,
				  "hồ sơ %s kết thúc hai lần", d->code);
		break;
	default:
		break;
	}
}

/* -- each entry -- */

/* Properties 1 and 2, from the requests: a number is answered once, and what was
 * answered is there. */
static void watch_requests(struct lt_verifier *v, const Lt__Batch *batch)
{
	for (size_t i = 0; i < batch->n_entries; i++) {
		const Lt__Entry *entry = batch->entries[i];
		struct lt_stored_reply stored;
		Lt__CommandReply *reply;
		if (!entry->node)
			continue;
		bool again =
			lt_state_reply(&v->scratch, entry->node, entry->seq, &stored, NULL) == 0 &&
			stored.boot == entry->boot && stored.seq == entry->seq;
		lt_verifier_count(v, 2, !again, "yêu cầu %llu/%llu của một máy trạm ghi hai lần",
				  (unsigned long long)entry->boot, (unsigned long long)entry->seq);
		bool there =
			LT_DECODE_OWN(command_reply, lt_slice(entry->reply.data, entry->reply.len),
				      &v->arena, &reply) == 0 &&
			reply->dossier == entry->dossier && entry->n_events > 0;
		lt_verifier_count(v, 1, there, "lô %llu: trả lời không có sự kiện kèm theo",
				  (unsigned long long)batch->seq);
	}
}

static int replay_batch(struct lt_verifier *v, uint64_t seq, struct lt_err *err)
{
	struct lt_watch watch = {.owner = v, .event = watch_event};
	struct lt_slice bytes;
	Lt__Batch *batch;
	struct lt_err why = {0};
	lt_arena_reset(&v->arena);
	int r = lt_journal_read(v->journal, seq, &bytes, &why);
	if (r == 0)
		r = LT_DECODE_OWN(batch, bytes, &v->arena, &batch);
	if (r < 0) {
		lt_verifier_count(v, 3, false, "lô %llu của nhật ký không đọc được: %s",
				  (unsigned long long)seq, why.text);
		return lt_err_set(err, r, "journal batch %llu: %s", (unsigned long long)seq,
				  why.text);
	}
	watch_requests(v, batch);
	r = lt_apply_batch(&v->scratch, v->registry, seq, bytes, &watch, &v->arena, &why);
	if (r < 0) {
		lt_verifier_count(v, 3, false, "%s", why.text);
		return lt_err_set(err, r, "%s", why.text);
	}
	v->report->batches++;
	if (lt_txn_dirty_pages(v->scratch.txn) >= LT_CHECKPOINT_DIRTY_PAGES)
		r = lt_state_checkpoint(&v->scratch, err);
	return r;
}

static int replay(struct lt_verifier *v, struct lt_err *err)
{
	int r = 0;
	for (uint64_t seq = 1; seq <= v->upto && r == 0; seq++)
		r = replay_batch(v, seq, err);
	return r < 0 ? r : lt_state_settle(&v->scratch, err);
}

/* -- opening -- */

static int read_progress(struct lt_verifier *v, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_meta("progress", &key);
	int r = lt_txn_get(v->live, LT_TABLE_meta, lt_key_slice(&key), &value, err);
	v->upto = r == 0 && value.size >= 8 ? lt_get_u64(value.data) : 0;
	return r == LT_E_ABSENT ? 0 : r; /* a store before its first checkpoint */
}

static int open_all(struct lt_verifier *v, const char *folder, const char *scratch,
		    struct lt_err *err)
{
	LT_AUTO(free) char *journal = NULL;
	LT_AUTO(free) char *state = NULL;
	LT_AUTO(free) char *rebuilt = NULL;
	struct lt_store_options options = {.read_only = true};
	if (asprintf(&journal, "%s/journal.mdb", folder) < 0 ||
	    asprintf(&state, "%s/state.mdb", folder) < 0 ||
	    asprintf(&rebuilt, "%s/state.mdb", scratch) < 0)
		return LT_E_NOMEM;
	int r = lt_store_check(journal, err);
	if (r == 0)
		r = lt_store_check(state, err);
	if (r == 0)
		r = lt_store_open(state, &options, &v->store, err);
	if (r == 0)
		r = lt_store_snapshot(v->store, &v->live, err);
	if (r == 0)
		r = read_progress(v, err);
	if (r == 0) /* opened after the snapshot: it has at least what the state has */
		r = lt_journal_local_open(journal, true, NULL, &v->journal, err);
	if (r == 0)
		r = lt_journal_last(v->journal, &v->report->journal_batches, err);
	if (r == 0)
		r = lt_state_open(rebuilt, NULL, &v->scratch, err);
	return r < 0 ? r : lt_registry_new(&v->scratch, &v->registry, err);
}

static void close_all(struct lt_verifier *v)
{
	lt_registry_free(v->registry);
	if (v->scratch.store)
		lt_state_close(&v->scratch, false);
	lt_journal_free(v->journal);
	lt_txn_abort(&v->live);
	lt_store_close(v->store);
	lt_tallies_free(v->sums);
	lt_arena_done(&v->arena);
}

static void remove_scratch(const char *scratch)
{
	static const char *const names[] = {"state.mdb", "state.mdb-lock"};
	for (size_t i = 0; i < 2; i++) {
		LT_AUTO(free) char *path = NULL;
		if (asprintf(&path, "%s/%s", scratch, names[i]) >= 0)
			(void)unlink(path);
	}
	(void)rmdir(scratch);
}

int lt_verify(const char *folder, struct lt_verify_report *ret, struct lt_err *err)
{
	const char *tmp = getenv("TMPDIR");
	LT_AUTO(free) char *scratch = NULL;
	struct lt_verifier v = {.report = ret};
	*ret = (struct lt_verify_report){0};
	if (asprintf(&scratch, "%s/lienthong-verify-XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0)
		return lt_err_set(err, LT_E_NOMEM, "verify");
	if (!mkdtemp(scratch))
		return lt_err_set(err, LT_E_IO, "%s: không tạo được thư mục tạm", scratch);
	lt_arena_init(&v.arena, LT_BATCH_ARENA_BYTES);
	struct lt_err why = {0};
	v.sums = lt_tallies_new();
	int r = v.sums ? open_all(&v, folder, scratch, err) : LT_E_NOMEM;
	remove_scratch(scratch); /* open is enough: whoever is killed leaves nothing behind */
	if (r == 0 &&
	    replay(&v, &why) == 0) /* a journal that cannot be replayed is in the report */
		r = lt_verify_tables(&v, err);
	close_all(&v);
	return r;
}

bool lt_verify_holds(const struct lt_verify_report *report)
{
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++)
		if (report->properties[i].broken)
			return false;
	return true;
}

const char *lt_property_english(int number)
{
	static const char *const words[] = {
#define X(n, english, vietnamese) [n] = english,
		LT_PROPERTIES(X)
#undef X
	};
	return words[number];
}

const char *lt_property_vietnamese(int number)
{
	static const char *const words[] = {
#define X(n, english, vietnamese) [n] = vietnamese,
		LT_PROPERTIES(X)
#undef X
	};
	return words[number];
}
