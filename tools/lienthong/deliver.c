/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/deliver.h"

#include "proto/base/ids.h"
#include "proto/papers/carry.h"

int lt_deliver_note(struct lt_tool *tool, const char *path, const uint8_t *hash)
{
	if (!LT_ARENA_PUSH(&tool->arena, tool->scans, tool->scans_count))
		return LT_E_NOMEM;
	tool->scans[tool->scans_count++] = (struct lt_scan_file){.path = path, .hash = hash};
	return 0;
}

static int carry(struct lt_session *s, const struct lt_scan_file *scan, struct lt_slice ticket,
		 struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	LT_AUTO(carry) struct lt_carry carry = {0};
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	uint8_t hash[LT_HASH_BYTES];
	const struct lt_cargo cargo = {.hash = scan->hash, .ticket = ticket};
	uint64_t offset = LT_CARRY_ASK;
	bool whole = false;
	int r = lt_paper_look(scan->path, hash, &file, err);
	if (r == 0)
		r = lt_session_greet(s, err);
	if (r == 0)
		r = lt_carry_init(&carry, s->talk, &clock, err);
	carry.watch = lt_session_watch(s);
	while (r == 0 && !whole)
		r = lt_session_lost(s) ? lt_err_set(err, LT_E_LINE, "đứt kết nối")
				       : lt_carry_put(&carry, &cargo, &file, &offset, &whole, err);
	return r < 0 ? lt_err_wrap(err, r, "%s: chưa gửi xong tới %s", scan->path,
				   lt_session_whom(s))
		     : 0;
}

static int carry_with_ticket(struct lt_session *s, const struct lt_scan_file *scan,
			     struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPER_SEND;
	fetch.hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					   .data = (uint8_t *)(uintptr_t)scan->hash};
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0 && !reply->paper)
		r = lt_err_set(err, LT_E_VERSION, "%s không nhận tệp giấy tờ", lt_session_whom(s));
	return r < 0 ? r
		     : carry(s, scan, lt_slice(reply->paper->ticket.data, reply->paper->ticket.len),
			     err);
}

int lt_deliver_before(struct lt_session *s, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < s->tool->scans_count && r == 0; i++)
		if (s->side == LT_SESSION_OFFICER)
			r = carry(s, &s->tool->scans[i], lt_slice(NULL, 0), err);
	return r < 0 ? lt_err_wrap(err, r, "chưa ghi gì; hãy gọi lại lệnh này để gửi tiếp") : 0;
}

int lt_deliver_after(struct lt_session *s, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < s->tool->scans_count && r == 0; i++)
		if (s->side == LT_SESSION_OPERATOR)
			r = carry_with_ticket(s, &s->tool->scans[i], err);
	s->tool->scans_count = 0;
	return r < 0 ? lt_err_wrap(err, r,
				   "đã ghi vào hồ sơ nhưng chưa gửi xong bản quét; gửi tiếp bằng "
				   "lệnh attach")
		     : 0;
}
