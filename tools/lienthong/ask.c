/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands and questions over a connection: each command once, whatever the line does. */
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/verdict.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/deliver.h"

/* Longer than a desk lets people wait for the coordinator (30 s). */
#define ASK_TIMEOUT_US (45 * LT_US_PER_SECOND)
/* As long as a coordinator may take to start again. */
#define PATIENCE_US (60 * LT_US_PER_SECOND)
enum { AGAIN_US = 200000 };

bool lt_session_lost(const struct lt_session *session)
{
	return !session->client || session->line != lt_client_line(session->client);
}

int lt_session_greet(struct lt_session *session, struct lt_err *err)
{
	if (!lt_session_lost(session))
		return 0;
	int r = lt_session_follow(session, err);
	return r < 0 ? r : lt_session_hello(session, err);
}

static int ask_there(struct lt_session *s, Lt__Request *request, int64_t timeout_us,
		     Lt__Reply **ret, struct lt_err *err)
{
	struct lt_talk_watch watch = lt_session_watch(s);
	return lt_talk_ask_on(s->talk, &watch, request, timeout_us, &s->tool->arena, ret, err);
}

/* One exchange on a connection that has said hello: a new one is greeted first. */
static int exchange(struct lt_session *s, Lt__Request *request, int64_t timeout_us, Lt__Reply **ret,
		    struct lt_err *err)
{
	int r = lt_session_greet(s, err);
	if (r == 0)
		r = ask_there(s, request, timeout_us, ret, err);
	if (r != LT_E_DENIED || s->line == lt_client_line(s->client))
		return r;
	/* it changed after we looked: a stranger was refused, nothing was done */
	r = lt_session_hello(s, err);
	return r < 0 ? r : ask_there(s, request, timeout_us, ret, err);
}

static int strange(const struct lt_session *s, struct lt_err *err)
{
	return lt_err_set(err, LT_E_FORMAT, "%s tại %s trả lời không đúng dạng", lt_session_whom(s),
			  s->address);
}

static int own_error(int error, const char *text, struct lt_err *err)
{
	return lt_err_set(err, error, "%s", *text ? text : lt_err_vietnamese(error));
}

/* -- commands -- */

static int report(struct lt_session *s, struct lt_slice bytes, Lt__CommandReply **ret,
		  struct lt_err *err)
{
	Lt__Report body = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	ProtobufCBinaryData command = {.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	body.n_commands = 1;
	body.commands = &command;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &body;
	int r = exchange(s, &request, ASK_TIMEOUT_US, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != 1)
		return strange(s, err);
	*ret = reply->report->replies[0];
	if ((*ret)->refusal == LT_REFUSAL_BUSY) /* shed, not decided: worth asking again */
		return own_error(LT_E_BUSY, (*ret)->text, err);
	return (*ret)->error < 0 ? own_error((*ret)->error, (*ret)->text, err) : 0;
}

static bool outcome_unknown(int error)
{
	return error == LT_E_LINE || error == LT_E_TIMEOUT || error == LT_E_UNKNOWN;
}

static bool is_awaited(const struct lt_session *s, int64_t waited_us)
{
	return !s->on_wait || s->on_wait(s->wait_owner, waited_us);
}

/* The same bytes again and again: the same number with the same content takes effect once.
 * @param ret_doubt  was it sent without an answer, ever? */
static int insist(struct lt_session *s, Lt__Command *command, Lt__CommandReply **ret,
		  bool *ret_doubt, struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	struct lt_slice bytes;
	int64_t began_us = lt_clock_monotonic(&clock);
	int64_t patience_us = s->patience_us ? s->patience_us : PATIENCE_US;
	*ret_doubt = false;
	command->schema = 1;
	command->seq = ++s->seq;
	int r = lt_encode(&command->base, &s->tool->arena, &bytes);
	if (r < 0)
		return lt_err_set(err, r, "yêu cầu quá lớn");
	while ((r = report(s, bytes, ret, err)) < 0 && lt_err_retryable(r)) {
		*ret_doubt = *ret_doubt || outcome_unknown(r);
		int64_t waited_us = lt_clock_monotonic(&clock) - began_us;
		if (waited_us > patience_us || !is_awaited(s, waited_us))
			break;
		(void)usleep(AGAIN_US);
	}
	return r;
}

int lt_session_command(struct lt_session *session, Lt__Command *command, Lt__CommandReply **ret,
		       struct lt_err *err)
{
	bool doubt;
	int r = lt_deliver_before(session, err);
	if (r < 0)
		return r;
	r = insist(session, command, ret, &doubt, err);
	/* another tool of the same name started later and was quicker: its numbers are newer. This
	 * request was certainly not carried out, so it may go under a number of its own */
	if (r == 0 && (*ret)->refusal == LT_REFUSAL_REQUEST_STALE && !doubt) {
		r = lt_session_renew(session, err);
		if (r == 0)
			r = insist(session, command, ret, &doubt, err);
	}
	if (r == 0 && (*ret)->refusal == LT_REFUSAL_REQUEST_STALE && doubt)
		r = LT_E_UNKNOWN; /* it was sent once without an answer: that is no refusal of it */
	if (r < 0 && doubt)
		return lt_err_wrap(err, LT_E_UNKNOWN,
				   "chưa rõ yêu cầu đã được ghi hay chưa; hãy tìm hồ sơ bằng lệnh "
				   "search hoặc show trước khi làm lại");
	return r == 0 && !(*ret)->refusal ? lt_deliver_after(session, err) : r;
}

/* -- questions -- */

#define FRESH_US (60 * LT_US_PER_SECOND) /* a parked signal says so at least this often */

/* A node answers from its copy. How old that is matters when the line is down. */
static void tell_age(struct lt_session *session, const Lt__FetchReply *reply)
{
	char upto[LT_TIME_TEXT_BYTES], down[LT_TIME_TEXT_BYTES];
	if (!reply->copied_us ||
	    (!reply->line_down_us && reply->as_of_us - reply->copied_us < FRESH_US))
		return;
	(void)fprintf(session->tool->errors,
		      "Số liệu tại máy trạm, đầy đủ đến %s; %s%s (data of this node).\n",
		      lt_time_vietnamese(reply->copied_us, upto),
		      reply->line_down_us ? "mất đường truyền tới máy chủ từ "
					  : "đang nối với máy chủ",
		      reply->line_down_us ? lt_time_vietnamese(reply->line_down_us, down) : "");
}

int lt_session_fetch(struct lt_session *session, Lt__Fetch *fetch, Lt__FetchReply **ret,
		     struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = fetch;
	int r = exchange(session, &request, ASK_TIMEOUT_US, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_FETCH)
		return strange(session, err);
	*ret = reply->fetch;
	tell_age(session, *ret);
	return (*ret)->error < 0 ? own_error((*ret)->error, (*ret)->text, err) : 0;
}

int lt_session_read(struct lt_tool *tool, Lt__Fetch *fetch, Lt__FetchReply **ret,
		    struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	int r = lt_session_open(tool, &s, err);
	return r < 0 ? r : lt_session_fetch(&s, fetch, ret, err);
}

/* -- who and where -- */

const char *lt_session_person(struct lt_tool *tool)
{
	const struct passwd *user = getpwuid(getuid());
	const char *name = user ? lt_arena_str(&tool->arena, user->pw_name) : NULL;
	return name ? name : "operator";
}

int lt_session_unit(const struct lt_session *session, const char *unit, const char **ret,
		    struct lt_err *err)
{
	const Lt__HelloReply *hello = session->hello;
	const char *known = "";
	if (unit && *unit) {
		*ret = unit;
		return 0;
	}
	if (hello->n_units == 1) {
		*ret = hello->units[0];
		return 0;
	}
	for (size_t i = 0; i < hello->n_units && known; i++)
		known = lt_arena_printf(&session->tool->arena, "%s%s%s", known, i ? ", " : "",
					hello->units[i]);
	return lt_err_set(err, LT_E_USAGE, "thiếu --unit MÃ-ĐƠN-VỊ%s%s",
			  known && *known ? "; máy trạm này phục vụ: " : "", known ? known : "");
}

int lt_session_actor(const struct lt_session *session, const char *as, bool citizen,
		     const char *unit, Lt__Actor *ret, struct lt_err *err)
{
	lt__actor__init(ret);
	if (as && citizen)
		return lt_err_set(err, LT_E_USAGE, "chỉ chọn một: --as CÁN-BỘ hoặc --citizen");
	if (!as && !citizen && session->side == LT_SESSION_OPERATOR) {
		ret->kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
		ret->id = lt_session_person(session->tool);
		ret->unit = unit ? unit : "";
		return 0;
	}
	if (!as && !citizen)
		return lt_err_set(err, LT_E_USAGE,
				  "thiếu người thực hiện: --as CÁN-BỘ hoặc --citizen");
	ret->kind = as ? LT__ACTOR_KIND__ACTOR_KIND_OFFICER : LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	ret->id = as ? as : "";
	return lt_session_unit(session, unit, &ret->unit, err);
}

void lt_session_signer(const struct lt_session *session, const char *as, Lt__Actor *ret)
{
	lt__actor__init(ret);
	ret->kind = as ? LT__ACTOR_KIND__ACTOR_KIND_OFFICER : LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	ret->id = as ? as : lt_session_person(session->tool);
}

int lt_session_refused(const char *subject, const Lt__CommandReply *reply, struct lt_err *err)
{
	const char *text = *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal);
	bool typed = reply->refusal == LT_REFUSAL_FIELD_TYPE;
	return lt_err_set(err, LT_E_REFUSED, "%s: %s%s", subject, text,
			  typed ? " (chuỗi toàn chữ số viết là tên:text=giá-trị)" : "");
}
