/* SPDX-License-Identifier: EUPL-1.2 */
/* reconcile: what two stores say of the same dossiers, and what each pair of units has exchanged.
 *
 * A node's replica has the coordinator's very events, so equal heads are equal histories. Another
 * province has a history of its own: there the hand-off itself is compared. Both are read as of
 * their last checkpoint; nothing is written. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/handoff.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "records/marks.h"
#include "records/state.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/print.h"

struct side {
	const char *folder;
	struct lt_store *store;
	struct lt_txn *txn;
	bool is_copy;		/* a node's: it has what its units see */
	Lt__Dossier **dossiers; /* by code */
	size_t count;
};

struct reconciling {
	struct lt_tool *tool;
	struct side a, b;
	size_t same, differing, only_a, only_b;
};

/* -- reading a store -- */

static int by_code(const void *a, const void *b)
{
	const Lt__Dossier *const *x = a, *const *y = b;
	return strcmp((*x)->code, (*y)->code);
}

static int read_dossiers(struct lt_tool *tool, struct side *s, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(s->txn, LT_TABLE_dossier, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (!LT_ARENA_PUSH(&tool->arena, s->dossiers, s->count))
			return LT_E_NOMEM;
		r = LT_DECODE_OWN(dossier, value, &tool->arena, &s->dossiers[s->count]);
		s->count += r == 0;
	}
	if (r < 0 && r != LT_E_ABSENT)
		return lt_err_wrap(err, r, "%s", s->folder);
	if (s->count)
		qsort(s->dossiers, s->count, sizeof(Lt__Dossier *), by_code);
	return 0;
}

static int open_side(struct lt_tool *tool, struct side *s, struct lt_err *err)
{
	struct lt_store_options options = {.read_only = true};
	Lt__ReplicaMark *mark = NULL;
	const char *node = lt_arena_printf(&tool->arena, "%s/node.conf", s->folder);
	bool is_node = node && access(node, F_OK) == 0;
	const char *path = lt_arena_printf(&tool->arena, "%s%s/state.mdb", s->folder,
					   is_node ? "/records" : "");
	if (!node || !path)
		return LT_E_NOMEM;
	int r = lt_store_check(path, err);
	if (r == 0)
		r = lt_store_open(path, &options, &s->store, err);
	if (r == 0)
		r = lt_store_snapshot(s->store, &s->txn, err);
	if (r == 0)
		r = lt_marks_read(s->txn, &tool->arena, &mark, err);
	s->is_copy = mark != NULL;
	return r < 0 ? r : read_dossiers(tool, s, err);
}

static void close_side(struct side *s)
{
	lt_txn_abort(&s->txn);
	lt_store_close(s->store);
}

static Lt__Dossier *find(const struct side *s, const char *code)
{
	Lt__Dossier wanted = LT__DOSSIER__INIT, *key = &wanted, **found = NULL;
	wanted.code = code;
	if (s->count)
		found = bsearch(&key, s->dossiers, s->count, sizeof(Lt__Dossier *), by_code);
	return found ? *found : NULL;
}

/* -- one dossier -- */

static void differ(struct reconciling *r, const char *code, const char *what)
{
	r->differing++;
	lt_print_line(r->tool, "KHÁC", "%s: %s", code, what);
}

static const Lt__Token *by_offer(const Lt__Dossier *d, ProtobufCBinaryData offer)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (lt_slice_equal(lt_slice(d->tokens[i]->offer.data, d->tokens[i]->offer.len),
				   lt_slice(offer.data, offer.len)))
			return d->tokens[i];
	return NULL;
}

/* @param theirs  where it was handed over from; @param ours  what it became */
static void compare_transfer(struct reconciling *r, const Lt__Dossier *theirs,
			     const Lt__Dossier *ours)
{
	const Lt__Token *t = by_offer(theirs, ours->transfer->offer);
	bool open = ours->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	if (t && !t->taken)
		differ(r, ours->code,
		       "nơi nhận đã có hồ sơ, nơi chuyển chưa ghi tiếp nhận; chạy relay");
	else if (t && !open)
		differ(r, ours->code, "nơi nhận đã xong, nơi chuyển chưa có trả lời; chạy relay");
	else if (!t && open)
		differ(r, ours->code,
		       "lượt chuyển đã kết thúc ở nơi chuyển, nơi nhận còn mở; dừng ở "
		       "nơi nhận");
	else
		r->same++;
}

static void compare_history(struct reconciling *r, const Lt__Dossier *a, const Lt__Dossier *b)
{
	const char *what = NULL;
	bool heads = lt_slice_equal(lt_slice(a->head.data, a->head.len),
				    lt_slice(b->head.data, b->head.len));
	if (a->events_count > b->events_count)
		what = lt_arena_printf(
			&r->tool->arena,
			"%s thiếu %u sự kiện cuối; máy trạm tự lấy khi có đường truyền, "
			"nơi phục hồi từ bản sao lưu thì phục hồi bản mới hơn",
			r->b.folder, a->events_count - b->events_count);
	else if (a->events_count < b->events_count)
		what = lt_arena_printf(
			&r->tool->arena,
			"%s thiếu %u sự kiện cuối; nếu là máy chủ: đã phục hồi bản sao "
			"lưu cũ, hãy báo quản trị tỉnh",
			r->a.folder, b->events_count - a->events_count);
	else if (!heads)
		what = "LỊCH SỬ KHÁC NHAU; giữ nguyên cả hai nơi, chạy verify ở từng nơi";
	if (what)
		differ(r, a->code, what);
	else
		r->same++;
}

/* A copy has nothing that its coordinator did not have. */
static void tell_lost(struct reconciling *r, const struct side *coordinator, const Lt__Dossier *d)
{
	char at[LT_TIME_TEXT_BYTES];
	const char *what = lt_arena_printf(
		&r->tool->arena,
		"%s chưa có hồ sơ này (tới điểm lưu gần nhất); nếu đã phục hồi bản sao lưu cũ, hãy "
		"nhập lại: thủ tục %s, người nộp %s, nhận lúc %s tại %s, %u sự kiện",
		coordinator->folder, d->procedure, d->applicant ? d->applicant->name : "?",
		lt_time_vietnamese(d->received_us, at), d->unit, d->events_count);
	differ(r, d->code, what ? what : "?");
}

static void compare_one(struct reconciling *r, const Lt__Dossier *a)
{
	const Lt__Dossier *b = find(&r->b, a->code);
	if (!b) {
		r->only_a++;
		if (r->a.is_copy && !r->b.is_copy)
			tell_lost(r, &r->b, a);
	} else if (b->transfer && !a->transfer)
		compare_transfer(r, a, b);
	else if (a->transfer && !b->transfer)
		compare_transfer(r, b, a);
	else
		compare_history(r, a, b);
}

static void compare(struct reconciling *r)
{
	for (size_t i = 0; i < r->a.count; i++)
		compare_one(r, r->a.dossiers[i]);
	for (size_t i = 0; i < r->b.count; i++) {
		if (find(&r->a, r->b.dossiers[i]->code))
			continue;
		r->only_b++;
		if (r->b.is_copy && !r->a.is_copy)
			tell_lost(r, &r->a, r->b.dossiers[i]);
	}
}

/* -- pairs of units -- */

static Lt__Exchange *pair_of(struct lt_tool *tool, Lt__Exchange **list, size_t *count,
			     const Lt__Exchange *x)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp((*list)[i].from, x->from) == 0 && strcmp((*list)[i].to, x->to) == 0)
			return &(*list)[i];
	if (!LT_ARENA_PUSH(&tool->arena, *list, *count))
		return NULL;
	Lt__Exchange *pair = &(*list)[(*count)++];
	lt__exchange__init(pair);
	pair->from = x->from;
	pair->to = x->to;
	return pair;
}

static int print_pairs(struct lt_tool *tool, const struct side *s)
{
	static const char *const titles[] = {"TỪ",	"ĐẾN",	   "CHUYỂN",	 "ĐÃ NHẬN",
					     "TRẢ LẠI", "THU HỒI", "ĐANG CHUYỂN"};
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 7};
	Lt__Exchange *pairs = NULL;
	size_t count = 0;
	int r = 0;
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->dossiers[i]->n_exchanges; k++) {
			const Lt__Exchange *x = s->dossiers[i]->exchanges[k];
			Lt__Exchange *sum = pair_of(tool, &pairs, &count, x);
			if (!sum)
				return LT_E_NOMEM;
			sum->sent += x->sent;
			sum->taken += x->taken;
			sum->returned += x->returned;
			sum->recalled += x->recalled;
		}
	for (size_t i = 0; i < count && r == 0; i++) {
		const Lt__Exchange *p = &pairs[i];
		const uint32_t n[] = {p->sent, p->taken, p->returned, p->recalled,
				      p->sent - p->taken - p->returned - p->recalled};
		const char *cells[7] = {p->from, p->to};
		for (size_t k = 0; k < 5; k++)
			cells[k + 2] = lt_arena_printf(&tool->arena, "%u", n[k]);
		r = lt_sheet_add(&sheet, cells);
	}
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static int check_balance(struct lt_tool *tool, const struct side *s, struct lt_err *err)
{
	size_t broken = 0;
	for (size_t i = 0; i < s->count; i++) {
		const Lt__Exchange *x = lt_handoff_broken(s->dossiers[i]);
		if (x)
			lt_print_line(tool, "LỆCH", "%s: %s → %s", s->dossiers[i]->code, x->from,
				      x->to);
		broken += x != NULL;
	}
	return broken ? lt_err_set(err, LT_E_DAMAGED,
				   "%s: %zu hồ sơ không cân đối; hãy chạy lienthong verify",
				   s->folder, broken)
		      : 0;
}

/* -- */

static int reconcile_two(struct reconciling *r, struct lt_err *err)
{
	int failed = open_side(r->tool, &r->b, err);
	if (failed < 0)
		return failed;
	compare(r);
	lt_print_line(r->tool, "Giống nhau", "%zu hồ sơ", r->same);
	lt_print_line(r->tool, "Chỉ ở A", "%zu hồ sơ%s", r->only_a,
		      r->b.is_copy ? " (máy trạm chỉ giữ hồ sơ của đơn vị mình)" : "");
	lt_print_line(r->tool, "Chỉ ở B", "%zu hồ sơ%s", r->only_b,
		      r->a.is_copy ? " (máy trạm chỉ giữ hồ sơ của đơn vị mình)" : "");
	failed = check_balance(r->tool, &r->b, err);
	return failed < 0 || !r->differing
		       ? failed
		       : lt_err_set(err, LT_E_REFUSED, "%zu hồ sơ khác nhau", r->differing);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_texts rest = {0};
	struct reconciling r = {.tool = tool};
	int failed = lt_args_read(tool, NULL, 0, argc, argv, 2, &rest, err);
	if (failed == 0)
		failed = lt_args_need(tool, "THƯ-MỤC", rest.count ? rest.items[0] : NULL, err);
	if (failed < 0)
		return failed;
	r.a.folder = rest.items[0];
	failed = open_side(tool, &r.a, err);
	if (failed == 0)
		failed = print_pairs(tool, &r.a);
	if (failed == 0)
		failed = check_balance(tool, &r.a, err);
	if (failed == 0 && rest.count > 1) {
		r.b.folder = rest.items[1];
		failed = reconcile_two(&r, err);
	}
	close_side(&r.b);
	close_side(&r.a);
	return failed;
}

static const char help[] =
	"lienthong reconcile: đối chiếu liên thông (reconcile)\n"
	"\n"
	"  lienthong reconcile A        từng cặp đơn vị đã chuyển cho nhau bao nhiêu lượt\n"
	"  lienthong reconcile A B      hai nơi có ghi giống nhau không, từng hồ sơ\n"
	"\n"
	"A, B là thư mục: máy chủ, máy trạm (hay bản sao mà nó giữ riêng, records.aside-1), bản\n"
	"sao lưu. Máy chủ và máy trạm: so lịch sử, nêu hồ sơ mà chỉ máy trạm còn.\n"
	"Hai tỉnh: so lượt chuyển, bên này đã giao thì bên kia phải có, bên kia xong thì bên\n"
	"này phải biết. Khác nhau thì nêu từng hồ sơ và việc cần làm; thoát khác 0.\n"
	"Chỉ đọc, tới điểm lưu gần nhất; chạy được khi các nơi đang hoạt động.\n";

const struct lt_subcommand lt_tool_reconcile = {
	.name = "reconcile",
	.summary = "đối chiếu liên thông giữa các đơn vị, giữa hai nơi (reconcile)",
	.run = run,
	.help = help,
};
