/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder tells who somebody is: whoever can read its secret may speak. */
#include "tools/lienthong/connect.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/verdict.h"
#include "proto/base/conf.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/args.h"

#define SOFTWARE LT_TOOL_VERSION
#define HELLO_TIMEOUT_US (5 * LT_US_PER_SECOND)
#define ASK_TIMEOUT_US (30 * LT_US_PER_SECOND)
/* Reading a whole store takes its time: verify and backup. */
#define LONG_TIMEOUT_US (30 * LT_US_PER_MINUTE)
#define PATIENCE_US (60 * LT_US_PER_SECOND)
enum { SMALL_FILE_BYTES_MAX = 4096 };

const char *const lt_coordinator_settings[] = {
	"listen", "log",    "name",	 "tls.ca", "tls.cert", "tls.key", "tls.crl", "tls.listen",
	"tls.*",  "http.*", "journal.*", "etcd.*", "engine.*", "store.*", NULL,
};

/* -- the folder -- */

const char *lt_session_folder(const struct lt_tool *tool)
{
	const char *folder = tool->folder ? tool->folder : getenv("LIENTHONG_DIR");
	return folder && *folder ? folder : ".";
}

static bool has(struct lt_tool *tool, const char *name)
{
	const char *path = lt_arena_printf(&tool->arena, "%s/%s", lt_session_folder(tool), name);
	return path && access(path, F_OK) == 0;
}

/* The first line of a small file. */
static int first_line(struct lt_tool *tool, const char *name, const char **ret, struct lt_err *err)
{
	struct lt_slice content;
	const char *path = lt_arena_printf(&tool->arena, "%s/%s", lt_session_folder(tool), name);
	int r = path ? lt_args_file(tool, path, SMALL_FILE_BYTES_MAX, &content, err) : LT_E_NOMEM;
	if (r < 0)
		return r;
	char *text = lt_arena_copy(&tool->arena, content.data, content.size);
	if (!text)
		return LT_E_NOMEM;
	text[strcspn(text, "\r\n")] = 0;
	*ret = text;
	return 0;
}

static int read_token(struct lt_tool *tool, const char *name, const char **ret, struct lt_err *err)
{
	int r = first_line(tool, name, ret, err);
	if (r == LT_E_IO)
		return lt_err_wrap(err, LT_E_DENIED, "tài khoản này không đọc được mã bí mật");
	return r;
}

static bool any_port(const char *listen)
{
	const char *colon = strrchr(listen, ':');
	return colon && strcmp(colon, ":0") == 0;
}

/* Where a coordinator that listens on `listen` is reached from its own machine. */
static int reach(struct lt_tool *tool, const char *listen, const char *port_file, const char **ret,
		 struct lt_err *err)
{
	const char *colon = strrchr(listen, ':'), *port = colon ? colon + 1 : listen;
	int host = colon ? (int)(colon - listen) : 0;
	if (any_port(listen)) {
		int r = first_line(tool, port_file, &port, err);
		if (r < 0)
			return r == LT_E_ABSENT ? lt_err_set(err, LT_E_LINE,
							     "máy chủ điều phối của thư mục %s "
							     "chưa chạy; hãy chạy: "
							     "lienthong-coordinator --dir %s",
							     lt_session_folder(tool),
							     lt_session_folder(tool))
						: r;
	}
	bool everywhere =
		host == 0 || strncmp(listen, "0.0.0.0:", 8) == 0 || strncmp(listen, "*:", 2) == 0;
	*ret = everywhere ? lt_arena_printf(&tool->arena, "127.0.0.1:%s", port)
			  : lt_arena_printf(&tool->arena, "%.*s:%s", host, listen, port);
	return *ret ? 0 : LT_E_NOMEM;
}

static int find_coordinator(struct lt_session *s, struct lt_err *err)
{
	LT_AUTO(conf) struct lt_conf conf = {0};
	const char *path =
		lt_arena_printf(&s->tool->arena, "%s/coordinator.conf", lt_session_folder(s->tool));
	int r = path ? lt_conf_read(path, lt_coordinator_settings, &conf, err) : LT_E_NOMEM;
	if (r == 0)
		r = reach(s->tool, lt_conf_text(&conf, "listen", "127.0.0.1:7400"),
			  "coordinator.port", &s->address, err);
	if (r == 0)
		r = read_token(s->tool, "operator.token", &s->token, err);
	s->side = LT_SESSION_OPERATOR;
	return r;
}

static int find_desk(struct lt_session *s, struct lt_err *err)
{
	const char *port;
	int r = first_line(s->tool, "desk.port", &port, err);
	s->side = LT_SESSION_OFFICER;
	if (r == LT_E_ABSENT)
		return lt_err_set(
			err, LT_E_LINE,
			"máy trạm của thư mục %s chưa chạy; hãy chạy: lienthong-worker --dir %s",
			lt_session_folder(s->tool), lt_session_folder(s->tool));
	if (r == 0)
		r = read_token(s->tool, "desk.token", &s->token, err);
	if (r < 0)
		return r;
	s->address =
		strchr(port, ':') ? port : lt_arena_printf(&s->tool->arena, "127.0.0.1:%s", port);
	return s->address ? 0 : LT_E_NOMEM;
}

static int find(struct lt_session *s, struct lt_err *err)
{
	if (has(s->tool, "coordinator.conf"))
		return find_coordinator(s, err);
	if (has(s->tool, "node.conf"))
		return find_desk(s, err);
	return lt_err_set(
		err, LT_E_ABSENT,
		"thư mục %s không có coordinator.conf hay node.conf; hãy chỉ thư mục bằng "
		"-C THƯ-MỤC hoặc biến LIENTHONG_DIR, hay tạo mới: lienthong init THƯ-MỤC",
		lt_session_folder(s->tool));
}

/* -- the line -- */

static const char *whom(const struct lt_session *s)
{
	return s->side == LT_SESSION_OPERATOR ? "máy chủ điều phối" : "máy trạm";
}

static int say_hello(struct lt_session *s, struct lt_err *err)
{
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	uint32_t line = lt_client_line(s->client);
	hello.node = s->side == LT_SESSION_OPERATOR ? "operator" : lt_session_person(s->tool);
	hello.boot = s->boot;
	hello.software = SOFTWARE;
	hello.token = s->token;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	int r = lt_talk_ask(s->talk, &request, HELLO_TIMEOUT_US, &s->tool->arena, &reply, err);
	if (r == LT_E_LINE || r == LT_E_TIMEOUT)
		return lt_err_set(
			err, LT_E_LINE,
			"không kết nối được %s tại %s (thư mục %s); hãy xem nó có đang chạy "
			"không",
			whom(s), s->address, lt_session_folder(s->tool));
	if (r < 0)
		return lt_err_wrap(err, r, "%s tại %s từ chối kết nối", whom(s), s->address);
	if (reply->body_case != LT__REPLY__BODY_HELLO)
		return lt_err_set(err, LT_E_VERSION,
				  "%s tại %s trả lời lạ; hãy xem phiên bản phần mềm", whom(s),
				  s->address);
	s->hello = reply->hello;
	/* connected only now, or again meanwhile: then the next request is refused and greets anew
	 */
	s->line = line ? line : lt_client_line(s->client);
	return 0;
}

int lt_session_open(struct lt_tool *tool, struct lt_session *ret, struct lt_err *err)
{
	struct lt_session s = {.tool = tool};
	struct lt_clock clock = lt_clock_system();
	s.boot = (uint64_t)lt_clock_wall(&clock);
	int r = find(&s, err);
	struct lt_client_options options = {.address = s.address};
	if (r == 0)
		r = lt_client_start(&options, &s.client, err);
	if (r == 0)
		r = lt_talk_new(s.client, &s.talk, err);
	if (r == 0)
		r = say_hello(&s, err);
	if (r < 0)
		lt_session_close(&s);
	else
		*ret = s;
	return r;
}

void lt_session_close(struct lt_session *session)
{
	lt_talk_free(session->talk);
	lt_client_free(session->client);
	session->talk = NULL;
	session->client = NULL;
}

/* One exchange on a connection that has said hello. */
static int exchange(struct lt_session *s, Lt__Request *request, int64_t timeout_us, Lt__Reply **ret,
		    struct lt_err *err)
{
	int r = 0;
	if (s->line != lt_client_line(s->client))
		r = say_hello(s, err);
	return r < 0 ? r : lt_talk_ask(s->talk, request, timeout_us, &s->tool->arena, ret, err);
}

/* -- commands -- */

static int one_report(struct lt_session *s, struct lt_slice bytes, Lt__CommandReply **ret,
		      struct lt_err *err)
{
	Lt__Report report = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	ProtobufCBinaryData command = {.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	report.n_commands = 1;
	report.commands = &command;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	int r = exchange(s, &request, ASK_TIMEOUT_US, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != 1)
		return lt_err_set(err, LT_E_FORMAT, "%s trả lời không đúng dạng", whom(s));
	*ret = reply->report->replies[0];
	if ((*ret)->error < 0)
		return lt_err_set(err, (*ret)->error, "%s",
				  *(*ret)->text ? (*ret)->text : lt_err_vietnamese((*ret)->error));
	return 0;
}

static bool outcome_unknown(int error)
{
	return error == LT_E_LINE || error == LT_E_TIMEOUT || error == LT_E_UNKNOWN;
}

int lt_session_command(struct lt_session *session, Lt__Command *command, Lt__CommandReply **ret,
		       struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	struct lt_slice bytes;
	int64_t give_up_us = lt_clock_monotonic(&clock) + PATIENCE_US;
	bool doubt = false; /* was it ever sent without an answer? */
	command->schema = 1;
	command->seq = ++session->seq;
	int r = lt_encode(&command->base, &session->tool->arena, &bytes);
	if (r < 0)
		return lt_err_set(err, r, "yêu cầu quá lớn");
	while ((r = one_report(session, bytes, ret, err)) < 0 && lt_err_retryable(r)) {
		doubt = doubt || outcome_unknown(r);
		if (lt_clock_monotonic(&clock) > give_up_us)
			break;
		usleep(200000);
	}
	if (r < 0 && doubt)
		return lt_err_wrap(err, LT_E_UNKNOWN,
				   "chưa rõ yêu cầu đã được ghi hay chưa; hãy tìm hồ sơ bằng lệnh "
				   "search hoặc show trước khi làm lại");
	return r;
}

/* -- questions -- */

int lt_session_fetch(struct lt_session *session, Lt__Fetch *fetch, Lt__FetchReply **ret,
		     struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	bool slow = fetch->kind == LT__FETCH_KIND__FETCH_KIND_VERIFY ||
		    fetch->kind == LT__FETCH_KIND__FETCH_KIND_BACKUP;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = fetch;
	int r = exchange(session, &request, slow ? LONG_TIMEOUT_US : ASK_TIMEOUT_US, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s tại %s", whom(session), session->address);
	if (reply->body_case != LT__REPLY__BODY_FETCH)
		return lt_err_set(err, LT_E_FORMAT, "%s trả lời không đúng dạng", whom(session));
	*ret = reply->fetch;
	if ((*ret)->error < 0)
		return lt_err_set(err, (*ret)->error, "%s",
				  *(*ret)->text ? (*ret)->text : lt_err_vietnamese((*ret)->error));
	return 0;
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

int lt_session_refused(const char *subject, const Lt__CommandReply *reply, struct lt_err *err)
{
	const char *text = *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal);
	bool typed = reply->refusal == LT_REFUSAL_FIELD_TYPE;
	return lt_err_set(err, LT_E_REFUSED, "%s: %s%s", subject, text,
			  typed ? " (chuỗi toàn chữ số viết là tên:text=giá-trị)" : "");
}
