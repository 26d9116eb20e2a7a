/* SPDX-License-Identifier: EUPL-1.2 */
/* What a receipt says, in words: who gave the dossier to whom, who took it over, who ended it, and
 * which hour each of them has signed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/clean.h"
#include "procedures/forms/words.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "tools/lienthong/receipt.h"

#define STEP LT__LABEL_KIND__LABEL_KIND_STEP
#define UNIT LT__LABEL_KIND__LABEL_KIND_UNIT
#define OFFICER LT__LABEL_KIND__LABEL_KIND_OFFICER
#define PAPER LT__LABEL_KIND__LABEL_KIND_PAPER

struct writer {
	FILE *out;
	const Lt__Receipt *receipt;
	struct lt_arena *arena;
};

static const char *name(const struct writer *w, Lt__LabelKind kind, const char *code)
{
	const char *text = code;
	for (size_t i = 0; i < w->receipt->n_labels; i++)
		if (w->receipt->labels[i]->kind == kind &&
		    strcmp(w->receipt->labels[i]->code, code) == 0)
			text = w->receipt->labels[i]->text;
	return lt_clean(w->arena, text);
}

static void write_who(struct writer *w, const Lt__Event *e)
{
	const Lt__Actor *a = e->actor;
	if (!a)
		(void)fprintf(w->out, "máy chủ tự làm theo quy trình");
	else if (a->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		(void)fprintf(w->out, "%s, %s", name(w, OFFICER, a->id), name(w, UNIT, a->unit));
	else
		(void)fprintf(w->out, "%s %s", lt_word_actor(a->kind), lt_clean(w->arena, a->id));
}

static void write_signature(struct writer *w, const struct lt_receipt_stage *stage)
{
	char at[LT_TIME_TEXT_BYTES], print[LT_SIGN_FINGERPRINT_BYTES];
	const Lt__Statement *s = stage->statement;
	if (!s) {
		(void)fprintf(w->out, "      KHÔNG CÓ CHỮ KÝ của máy trạm: chỉ máy chủ ghi nhận\n");
		return;
	}
	(void)fprintf(w->out, "      đã ký: máy trạm %s, giờ máy trạm %s",
		      lt_clean(w->arena, s->node), lt_time_vietnamese(s->at_us, at));
	if (s->key.len == LT_SIGN_PUBLIC_BYTES)
		(void)fprintf(w->out, "\n      khóa %s", lt_sign_fingerprint(s->key.data, print));
	(void)fputc('\n', w->out);
}

static void write_papers(struct writer *w, Lt__Paper *const *papers, size_t count)
{
	char hex[2 * LT_HASH_BYTES + 1];
	for (size_t i = 0; i < count; i++) {
		const Lt__Paper *p = papers[i];
		(void)fprintf(w->out, "      giấy tờ: %s",
			      *p->name ? lt_clean(w->arena, p->name) : name(w, PAPER, p->id));
		if (p->hash.len == LT_HASH_BYTES)
			(void)fprintf(w->out, " (%s)",
				      lt_hex(lt_slice(p->hash.data, p->hash.len), hex));
		(void)fputc('\n', w->out);
	}
}

static void write_body(struct writer *w, const Lt__Event *e)
{
	if (e->body_case == LT__EVENT__BODY_COMPLETED) {
		if (*e->completed->note)
			(void)fprintf(w->out, "      ghi: %s\n",
				      lt_clean(w->arena, e->completed->note));
		write_papers(w, e->completed->papers, e->completed->n_papers);
	} else if (e->body_case == LT__EVENT__BODY_RECEIVED) {
		write_papers(w, e->received->papers, e->received->n_papers);
	} else if (e->body_case == LT__EVENT__BODY_CANCELLED) {
		(void)fprintf(w->out, "      lý do: %s\n", lt_word_cancelled(e->cancelled->reason));
	}
}

static void write_stage(struct writer *w, const char *title, const struct lt_receipt_stage *stage)
{
	char at[LT_TIME_TEXT_BYTES], stamp[LT_TIME_TEXT_BYTES];
	const Lt__Event *e = stage->event;
	(void)fprintf(w->out, "  %s: %s", title, lt_time_vietnamese(lt_event_at(e), at));
	if (e->happened_us && e->happened_us != e->stamp_us)
		(void)fprintf(w->out, " (máy chủ nhận được lúc %s)",
			      lt_time_vietnamese(e->stamp_us, stamp));
	(void)fputs("\n      ", w->out);
	write_who(w, e);
	(void)fputc('\n', w->out);
	if (e->actor && e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		write_signature(w, stage);
	write_body(w, e);
}

static const char *end_title(const struct lt_receipt_handoff *h)
{
	static const char *const titles[] = {[LT_RECEIPT_OPEN] = "",
					     [LT_RECEIPT_ANSWERED] = "Trả lời",
					     [LT_RECEIPT_RETURNED] = "Trả lại",
					     [LT_RECEIPT_RECALLED] = "Thu hồi"};
	return titles[h->end];
}

static void write_handoff(struct writer *w, size_t number, const struct lt_receipt_handoff *h)
{
	char hex[2 * LT_HASH_BYTES + 1];
	uint8_t offer[LT_HASH_BYTES];
	const struct lt_receipt_stage *given = h->given.event ? &h->given : &h->begun;
	lt_hash(h->begun.bytes, offer);
	(void)fprintf(w->out, "\n%zu. %s → %s\n  Bước: %s\n  Số chuyển: %s\n", number,
		      name(w, UNIT, h->token->from), name(w, UNIT, h->token->unit),
		      name(w, STEP, h->token->step), lt_hex(lt_slice(offer, sizeof offer), hex));
	write_stage(w, "Chuyển đi", given);
	if (strcmp(h->to, h->token->unit) != 0)
		(void)fprintf(w->out, "  Đơn vị kế tục: %s\n", name(w, UNIT, h->to));
	if (h->taken.event)
		write_stage(w, "Tiếp nhận", &h->taken);
	else if (h->end == LT_RECEIPT_OPEN)
		(void)fputs("  CHƯA TIẾP NHẬN\n", w->out);
	if (h->ended.event)
		write_stage(w, end_title(h), &h->ended);
	else if (h->taken.event)
		(void)fputs("  Chưa trả lời\n", w->out);
}

/* Takes what was written into the arena. */
static const char *finish(FILE *out, char **text, struct lt_arena *arena)
{
	bool good = out && fclose(out) == 0;
	const char *kept = good ? lt_arena_str(arena, *text) : NULL;
	free(*text);
	return kept;
}

const char *lt_receipt_text(const struct lt_receipt *receipt, struct lt_arena *arena)
{
	char *text = NULL, at[LT_TIME_TEXT_BYTES];
	size_t size;
	struct writer w = {
		.out = open_memstream(&text, &size), .receipt = receipt->message, .arena = arena};
	if (!w.out)
		return NULL;
	(void)fprintf(w.out, "BIÊN NHẬN LIÊN THÔNG\n\nHồ sơ: %s\nThủ tục: %s\nLập tại: %s, %s\n",
		      lt_clean(arena, receipt->message->code),
		      lt_clean(arena, receipt->message->procedure_name),
		      lt_clean(arena, receipt->message->coordinator),
		      lt_time_vietnamese(receipt->message->made_us, at));
	for (size_t i = 0; i < receipt->handoffs_count; i++)
		write_handoff(&w, i + 1, &receipt->handoffs[i]);
	return finish(w.out, &text, arena);
}

const char *lt_receipt_keys_text(const Lt__ProofKeys *keys, struct lt_arena *arena)
{
	char *text = NULL, from[LT_TIME_TEXT_BYTES], until[LT_TIME_TEXT_BYTES];
	char print[LT_SIGN_FINGERPRINT_BYTES];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	(void)fprintf(out, "KHÓA CÔNG KHAI\n\nMáy chủ: %s\nKhóa: %s\nLập lúc: %s\n\n",
		      lt_clean(arena, keys->coordinator),
		      lt_sign_fingerprint(keys->key.data, print),
		      lt_time_vietnamese(keys->made_us, from));
	for (size_t i = 0; i < keys->n_nodes; i++) {
		const Lt__ProofKey *k = keys->nodes[i];
		if (k->key.len != LT_SIGN_PUBLIC_BYTES)
			continue;
		(void)fprintf(out, "%s: %s\n  từ %s%s%s\n", lt_clean(arena, k->node),
			      lt_sign_fingerprint(k->key.data, print),
			      lt_time_vietnamese(k->from_us, from), k->until_us ? " đến " : "",
			      k->until_us ? lt_time_vietnamese(k->until_us, until) : "");
	}
	if (keys->n_nodes == 0)
		(void)fputs("Chưa máy trạm nào được cấp khóa.\n", out);
	return finish(out, &text, arena);
}
