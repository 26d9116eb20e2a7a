/* SPDX-License-Identifier: EUPL-1.2 */
/* Looks things up before a command is sent. What is found may have changed until it arrives: the
 * command names it exactly, so the worst is a refusal. */
#include "tools/lienthong/find.h"

#include <string.h>

#include "proto/base/ids.h"

enum { HASH_DIGITS_MIN = 6 };

/* -- versions -- */

int lt_find_version(struct lt_session *session, const char *digits, ProtobufCBinaryData *ret,
		    struct lt_err *err)
{
	Lt__Fetch all = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const ProtobufCBinaryData *found = NULL;
	size_t n = strlen(digits);
	if (n < HASH_DIGITS_MIN || n > 2 * LT_HASH_BYTES || strspn(digits, "0123456789abcdef") != n)
		return lt_err_set(err, LT_E_USAGE,
				  "'%s' không phải mã băm (ít nhất %d chữ số 0-9 a-f)", digits,
				  HASH_DIGITS_MIN);
	all.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	int r = lt_session_fetch(session, &all, &reply, err);
	for (size_t i = 0; r == 0 && i < reply->n_procedures; i++) {
		const ProtobufCBinaryData *hash = &reply->procedures[i]->hash;
		char text[2 * LT_HASH_BYTES + 1];
		if (hash->len != LT_HASH_BYTES ||
		    strncmp(lt_hex(lt_slice(hash->data, hash->len), text), digits, n) != 0)
			continue;
		if (found && memcmp(found->data, hash->data, hash->len) != 0)
			return lt_err_set(err, LT_E_USAGE,
					  "nhiều phiên bản có mã băm bắt đầu là %s", digits);
		found = hash;
	}
	if (r == 0 && !found)
		r = lt_err_set(err, LT_E_ABSENT, "không có phiên bản nào có mã băm bắt đầu là %s",
			       digits);
	if (r == 0)
		*ret = *found;
	return r;
}

/* -- steps -- */

static bool asks(const Lt__Token *t, const char *unit)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, unit) == 0 && !*t->opinions[i]->opinion)
			return true;
	return false;
}

static bool at_desk(const Lt__Dossier *d, const Lt__Token *t, const char *unit, bool held)
{
	switch (t->kind) {
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		return strcmp(t->unit, unit) == 0;
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		return !held && asks(t, unit);
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return !held && strcmp(d->unit, unit) == 0;
	default:
		return false;
	}
}

static const char *open_text(struct lt_tool *tool, const Lt__Dossier *d)
{
	const char *text = "";
	for (size_t i = 0; i < d->n_tokens && text; i++) {
		const Lt__Token *t = d->tokens[i];
		text = lt_arena_printf(&tool->arena, "%s%s%s%s%s (thẻ %u%s%s)", text, i ? ", " : "",
				       t->step, t->item ? ": " : "", t->item_text, t->id,
				       *t->unit ? ", tại " : "", t->unit);
	}
	return text ? text : "";
}

static bool meant(const Lt__Dossier *d, const Lt__Token *t, const struct lt_find_step *what)
{
	if (what->token)
		return t->id == what->token;
	if (*what->step)
		return strcmp(t->step, what->step) == 0;
	return at_desk(d, t, what->unit, what->held);
}

static int nothing(struct lt_session *session, const struct lt_find_step *what,
		   const Lt__Dossier *d, size_t count, struct lt_err *err)
{
	if (!d || d->n_tokens == 0)
		return lt_err_set(err, LT_E_REFUSED, "hồ sơ %s không còn bước nào đang mở",
				  what->code);
	return lt_err_set(err, LT_E_REFUSED, "hồ sơ %s %s tại %s; đang mở: %s%s", what->code,
			  count ? "có nhiều bước đang mở" : "không có bước nào đang mở", what->unit,
			  open_text(session->tool, d),
			  count ? "; hãy nêu rõ --step hoặc --token" : "");
}

int lt_find_step(struct lt_session *session, const struct lt_find_step *what, const Lt__Token **ret,
		 struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const Lt__Token *found = NULL;
	size_t count = 0;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = what->code;
	bool named = what->token || *what->step;
	struct lt_err why = {0};
	int r = lt_session_fetch(session, &fetch, &reply, named ? &why : err);
	*ret = NULL;
	if (r < 0)
		return named ? 0 : r;
	const Lt__Dossier *d = reply->dossier;
	for (size_t i = 0; d && i < d->n_tokens; i++)
		if (meant(d, d->tokens[i], what)) {
			found = d->tokens[i];
			count++;
		}
	*ret = count == 1 ? found : NULL;
	return count == 1 || named ? 0 : nothing(session, what, d, count, err);
}
