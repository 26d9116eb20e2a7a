/* SPDX-License-Identifier: EUPL-1.2 */
/* The content of papers, from one province's folder of scans to the other's.
 *
 * By hash and piece by piece: where a transfer stopped, the receiver says, which also finds the
 * whole right or begins anew. Nothing is kept here. Scans take their turn after all that a pass has
 * to do for dossiers, and no longer than the time between two passes. */
#include "tools/lienthong/relay.h"

#include <string.h>

#include "proto/base/ids.h"
#include "proto/papers/carry.h"

enum { SHORT_HASH_BYTES = 8 };

static struct lt_relay_scan_known *known(struct lt_relay *r, const uint8_t *hash, bool out)
{
	struct lt_relay_scan_known *k =
		&r->known->scans[(hash[0] << 8 | hash[1]) % LT_RELAY_SCANS_KNOWN];
	if (memcmp(k->hash, hash, sizeof k->hash) != 0 || k->out != out) {
		*k = (struct lt_relay_scan_known){.out = out};
		memcpy(k->hash, hash, sizeof k->hash);
	}
	return k;
}

static bool time_is_up(struct lt_relay *r)
{
	int64_t now_us = lt_clock_monotonic(&r->known->clock);
	if (r->scans_us && !r->until_us)
		r->until_us = now_us + r->scans_us;
	r->more = r->more || (r->until_us && now_us > r->until_us);
	return r->more;
}

/* A desk carries what its own people ask for; a coordinator gives leave for each. */
static int ask_leave(struct lt_session *s, Lt__FetchKind kind, struct lt_cargo *cargo,
		     struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	if (s->side == LT_SESSION_OFFICER)
		return 0;
	fetch.kind = kind;
	fetch.hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					   .data = (uint8_t *)(uintptr_t)cargo->hash};
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0 && reply->paper)
		cargo->ticket = lt_slice(reply->paper->ticket.data, reply->paper->ticket.len);
	return r;
}

/* Both ends of one transfer. */
struct transfer {
	struct lt_carry from, to;
	struct lt_cargo out, in;
	uint64_t size, offset;
	bool moved;
};

static int begin(struct lt_relay *r, struct transfer *t, const Lt__Paper *paper, bool out,
		 struct lt_err *err)
{
	struct lt_session *from = out ? &r->here : &r->there, *to = out ? &r->there : &r->here;
	t->out.hash = t->in.hash = paper->hash.data;
	t->size = paper->bytes;
	t->offset = LT_CARRY_ASK;
	int failed = lt_session_greet(from, err);
	if (failed == 0)
		failed = lt_session_greet(to, err);
	if (failed == 0)
		failed = ask_leave(from, LT__FETCH_KIND__FETCH_KIND_PAPER_READ, &t->out, err);
	if (failed == 0)
		failed = ask_leave(to, LT__FETCH_KIND__FETCH_KIND_PAPER_SEND, &t->in, err);
	if (failed == 0)
		failed = lt_carry_init(&t->from, from->talk, &r->known->clock, err);
	if (failed == 0)
		failed = lt_carry_init(&t->to, to->talk, &r->known->clock, err);
	t->from.watch = lt_session_watch(from);
	t->to.watch = lt_session_watch(to);
	return failed;
}

/* How much has arrived. Nobody said how large it is: the source does. */
static int ask_first(struct transfer *t, bool *ret_over, struct lt_err *err)
{
	struct lt_carried came;
	int failed = t->size ? 0 : lt_carry_get(&t->from, &t->out, 0, &came, err);
	if (failed == 0 && !t->size)
		t->size = came.size;
	return failed < 0 || !t->size
		       ? failed
		       : lt_carry_put_piece(&t->to, &t->in, t->size, lt_slice(NULL, 0), &t->offset,
					    ret_over, err);
}

static int move(struct lt_relay *r, struct transfer *t, bool *ret_over, struct lt_err *err)
{
	struct lt_carried came = {.size = 1};
	int failed = ask_first(t, ret_over, err);
	while (failed == 0 && t->size && came.size && !*ret_over && !time_is_up(r)) {
		if (lt_session_lost(&r->here) || lt_session_lost(&r->there))
			return lt_err_set(err, LT_E_LINE, "đứt kết nối giữa lúc chuyển bản quét");
		failed = lt_carry_get(&t->from, &t->out, t->offset, &came, err);
		if (failed < 0 || !came.size)
			break; /* it is still on its way to the source */
		if (came.bytes.size == 0 && t->offset < came.size)
			return lt_err_set(err, LT_E_DAMAGED, "tệp ở nơi gửi thiếu phần cuối");
		failed = lt_carry_put_piece(&t->to, &t->in, came.size, came.bytes, &t->offset,
					    ret_over, err);
		t->moved = true;
	}
	return failed;
}

static bool is_of_the_line(int failed)
{
	return failed == LT_E_LINE || failed == LT_E_TIMEOUT || failed == LT_E_UNKNOWN ||
	       failed == LT_E_NOMEM;
}

/* Once a scan: every pass finds the same. */
static void tell(struct lt_relay *r, const char *code, struct lt_relay_scan_known *k,
		 const char *why)
{
	char name[2 * SHORT_HASH_BYTES + 1];
	if (!k->told)
		lt_relay_say(r, code, "bản quét %s chưa chuyển được: %s",
			     lt_hex(lt_slice(k->hash, SHORT_HASH_BYTES), name), why);
	k->told = true;
}

int lt_relay_carry(struct lt_relay *r, const char *code, const Lt__Paper *paper, bool out,
		   bool *ret_over, struct lt_err *err)
{
	struct lt_err why = {0};
	*ret_over = true;
	if (paper->hash.len != LT_HASH_BYTES)
		return 0;
	struct lt_relay_scan_known *k = known(r, paper->hash.data, out);
	*ret_over = k->over;
	if (k->over || time_is_up(r))
		return 0;
	struct transfer t = {0};
	r->about = code;
	int failed = begin(r, &t, paper, out, &why);
	if (failed == 0)
		failed = move(r, &t, &k->over, &why);
	lt_carry_done(&t.from);
	lt_carry_done(&t.to);
	if (is_of_the_line(failed))
		return lt_err_wrap(err, lt_err_set(err, failed, "%s", why.text), "%s", code);
	if (failed < 0)
		tell(r, code, k, why.text[0] ? why.text : lt_err_vietnamese(failed));
	else if (!k->over && !r->more)
		tell(r, code, k, "nơi gửi chưa có đủ; lượt sau chuyển tiếp");
	r->scans += k->over && t.moved;
	*ret_over = k->over;
	return 0;
}

int lt_relay_want(struct lt_relay *r, const char *code, Lt__Paper *const *papers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*papers[i]->step || papers[i]->hash.len != LT_HASH_BYTES ||
		    known(r, papers[i]->hash.data, false)->over)
			continue;
		if (!LT_ARENA_PUSH(&r->here.tool->arena, r->wanted, r->wanted_count))
			return LT_E_NOMEM;
		r->wanted[r->wanted_count++] =
			(struct lt_relay_wanted){.code = code, .paper = papers[i]};
	}
	return 0;
}

int lt_relay_bring(struct lt_relay *r, struct lt_err *err)
{
	bool over;
	int failed = 0;
	for (size_t i = 0; i < r->wanted_count && failed == 0; i++)
		failed =
			lt_relay_carry(r, r->wanted[i].code, r->wanted[i].paper, false, &over, err);
	return failed;
}
