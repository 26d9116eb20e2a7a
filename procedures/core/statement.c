/* SPDX-License-Identifier: EUPL-1.2 */
/* Both ends make the digest of a command's body with this code, from its decoded fields. A field
 * that one of them does not know makes the digests differ, and the act is refused: nobody is held
 * to what he could not read. */
#include "procedures/core/statement.h"

#include <string.h>

#include "proto/codec/codec.h"

static bool is_act(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_ACT;
}

bool lt_statement_wanted(const Lt__Command *c)
{
	return c->actor && c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
	       (is_act(c) || c->body_case == LT__COMMAND__BODY_CLAIM);
}

static int digest(const Lt__Command *c, struct lt_arena *arena,
		  uint8_t ret_hash[static LT_HASH_BYTES])
{
	struct lt_slice bytes;
	int r = lt_encode(is_act(c) ? &c->act->base : &c->claim->base, arena, &bytes);
	if (r == 0)
		lt_hash(bytes, ret_hash);
	return r;
}

static int mark_papers(const Lt__ActOnStep *act, struct lt_arena *arena, Lt__Statement *s)
{
	s->papers = lt_arena_zalloc(arena, act->n_papers + 1, sizeof *s->papers);
	Lt__PaperMark *marks = lt_arena_zalloc(arena, act->n_papers + 1, sizeof *marks);
	if (!s->papers || !marks)
		return LT_E_NOMEM;
	for (size_t i = 0; i < act->n_papers; i++) {
		lt__paper_mark__init(&marks[i]);
		marks[i].id = act->papers[i]->id;
		marks[i].hash = act->papers[i]->hash;
		s->papers[s->n_papers++] = &marks[i];
	}
	return 0;
}

static void fill(const Lt__Command *c, Lt__Statement *s)
{
	s->kind = is_act(c) ? LT__STATEMENT_KIND__STATEMENT_KIND_DONE
			    : LT__STATEMENT_KIND__STATEMENT_KIND_TAKEN;
	s->code = c->code;
	s->step = is_act(c) ? c->act->step : c->claim->step;
	s->token = is_act(c) ? c->act->token : c->claim->token;
	s->offer = is_act(c) ? c->act->offer : c->claim->offer;
	s->outcome = is_act(c) ? c->act->outcome : "";
	s->unit = c->actor->unit;
	s->officer = c->actor->id;
}

int lt_statement_make(const Lt__Command *c, const char *node, struct lt_slice key, int64_t at_us,
		      struct lt_arena *arena, struct lt_slice *ret)
{
	Lt__Statement s = LT__STATEMENT__INIT;
	uint8_t hash[LT_HASH_BYTES];
	LT_ASSERT(lt_statement_wanted(c));
	int r = digest(c, arena, hash);
	if (r == 0 && is_act(c))
		r = mark_papers(c->act, arena, &s);
	if (r < 0)
		return r;
	fill(c, &s);
	s.at_us = at_us;
	s.content = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
	s.node = node;
	s.key = (ProtobufCBinaryData){.len = key.size, .data = (uint8_t *)(uintptr_t)key.data};
	return lt_encode(&s.base, arena, ret);
}

static bool same(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	return lt_slice_equal(lt_slice(a.data, a.len), lt_slice(b.data, b.len));
}

static bool same_papers(const Lt__Statement *s, const Lt__Command *c)
{
	size_t count = is_act(c) ? c->act->n_papers : 0;
	bool fits = s->n_papers == count;
	for (size_t i = 0; i < count && fits; i++)
		fits = strcmp(s->papers[i]->id, c->act->papers[i]->id) == 0 &&
		       same(s->papers[i]->hash, c->act->papers[i]->hash);
	return fits;
}

int lt_statement_matches(const Lt__Statement *s, const Lt__Command *c, struct lt_arena *arena,
			 bool *ret)
{
	Lt__Statement asked = LT__STATEMENT__INIT;
	uint8_t hash[LT_HASH_BYTES];
	LT_ASSERT(lt_statement_wanted(c));
	int r = digest(c, arena, hash);
	if (r < 0)
		return r;
	fill(c, &asked);
	*ret = s->kind == asked.kind && strcmp(s->step, asked.step) == 0 &&
	       s->token == asked.token && same(s->offer, asked.offer) &&
	       strcmp(s->outcome, asked.outcome) == 0 && strcmp(s->unit, asked.unit) == 0 &&
	       strcmp(s->officer, asked.officer) == 0 && same_papers(s, c) &&
	       lt_slice_equal(lt_slice(s->content.data, s->content.len),
			      lt_slice(hash, sizeof hash));
	return 0;
}

const char *lt_statement_misfit(const Lt__Statement *s, const Lt__Dossier *d, const Lt__Token *t,
				int64_t now_us)
{
	if (strcmp(s->code, d->code) != 0)
		return "chữ ký là của hồ sơ khác";
	if (strcmp(s->step, t->step) != 0 || (s->token && s->token != t->id))
		return "chữ ký là của bước khác";
	if (!same(s->offer, t->offer))
		return "chữ ký không nói về lượt chuyển đang chờ; hãy xem lại hồ sơ rồi làm lại";
	if (s->at_us > now_us + LT_STATEMENT_AHEAD_US)
		return "đồng hồ của máy trạm chạy nhanh hơn máy chủ; hãy chỉnh lại giờ";
	return NULL;
}
