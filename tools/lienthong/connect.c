/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder tells who somebody is: whoever can read its secret may speak. */
#include "tools/lienthong/connect.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/conf.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "tools/lienthong/args.h"

#define HELLO_TIMEOUT_US (5 * LT_US_PER_SECOND)
enum { SMALL_FILE_BYTES_MAX = 4096, OWN_BYTES_MAX = 1 << 20, TOLD_MS = 1000 };
enum { BOOT_PROCESS_BITS = 10 }; /* the rest is enough until 2255 */

const char *const lt_coordinator_settings[] = {
	"listen",    "practice", "log",	       "name",	  "tls.ca",   "tls.cert",
	"tls.key",   "tls.crl",	 "tls.listen", "tls.*",	  "unproven", "http.*",
	"journal.*", "etcd.*",	 "engine.*",   "store.*", "check.*",  NULL,
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

/* The tool's arena may be reset during the session. */
static int keep(struct lt_session *s, struct lt_err *err)
{
	lt_arena_init(&s->own, OWN_BYTES_MAX);
	lt_arena_init(&s->greeting, OWN_BYTES_MAX);
	s->address = lt_arena_str(&s->own, s->address);
	s->token = lt_arena_str(&s->own, s->token);
	return s->address && s->token ? 0 : lt_err_set(err, LT_E_NOMEM, "%s", "session");
}

/* -- the line -- */

const char *lt_session_whom(const struct lt_session *s)
{
	return s->side == LT_SESSION_OPERATOR ? "máy chủ điều phối" : "máy trạm";
}

int lt_session_hello(struct lt_session *s, struct lt_err *err)
{
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	uint32_t line = lt_client_line(s->client);
	hello.node = s->side == LT_SESSION_OPERATOR ? "operator" : lt_session_person(s->tool);
	hello.boot = s->boot;
	hello.software = LT_TOOL_VERSION;
	hello.token = s->token;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	s->hello = NULL;
	lt_arena_reset(&s->greeting);
	int r = lt_talk_ask(s->talk, &request, HELLO_TIMEOUT_US, &s->greeting, &reply, err);
	if (r == LT_E_LINE || r == LT_E_TIMEOUT)
		return lt_err_set(
			err, LT_E_LINE,
			"không kết nối được %s tại %s (thư mục %s); hãy xem nó có đang chạy "
			"không",
			lt_session_whom(s), s->address, lt_session_folder(s->tool));
	if (r < 0)
		return lt_err_wrap(err, r, "%s tại %s từ chối kết nối", lt_session_whom(s),
				   s->address);
	if (reply->body_case != LT__REPLY__BODY_HELLO)
		return lt_err_set(err, LT_E_VERSION,
				  "%s tại %s trả lời lạ; hãy xem phiên bản phần mềm",
				  lt_session_whom(s), s->address);
	s->hello = reply->hello;
	/* connected only now: this end may be told of it a moment after the answer. Connected again
	 * meanwhile: then the next request is refused and greets anew. */
	for (int ms = 0; !line && ms < TOLD_MS; ms++) {
		line = lt_client_line(s->client);
		if (!line)
			(void)usleep(1000);
	}
	s->line = line;
	return 0;
}

static int connect_line(struct lt_session *s, struct lt_err *err)
{
	struct lt_client_options options = {.address = s->address};
	int r = lt_client_start(&options, &s->client, err);
	return r < 0 ? r : lt_talk_new(s->client, &s->talk, err);
}

/* Tools that wait for one answer of a desk start their next in the same microsecond: seen once in
 * some hundred. The process tells them apart. */
uint64_t lt_session_boot(int64_t now_us)
{
	return (uint64_t)now_us << BOOT_PROCESS_BITS |
	       ((uint64_t)getpid() & ((UINT64_C(1) << BOOT_PROCESS_BITS) - 1));
}

static int dial(struct lt_session *s, struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	s->boot = lt_session_boot(lt_clock_wall(&clock));
	s->seq = 0;
	int r = connect_line(s, err);
	return r < 0 ? r : lt_session_hello(s, err);
}

static void hang_up(struct lt_session *s)
{
	lt_talk_free(s->talk);
	lt_client_free(s->client);
	s->talk = NULL;
	s->client = NULL;
	s->line = 0;
}

int lt_session_renew(struct lt_session *session, struct lt_err *err)
{
	hang_up(session);
	return dial(session, err);
}

int lt_session_follow(struct lt_session *session, struct lt_err *err)
{
	struct lt_session now = {.tool = session->tool};
	struct lt_err why = {0};
	if (find(&now, &why) < 0 || strcmp(now.address, session->address) == 0)
		/* where it was, it may be again */
		return session->client ? 0 : connect_line(session, err);
	const char *address = lt_arena_str(&session->own, now.address);
	const char *token = lt_arena_str(&session->own, now.token);
	if (!address || !token)
		return LT_E_NOMEM;
	hang_up(session);
	session->address = address;
	session->token = token;
	return connect_line(session, err);
}

int lt_session_open(struct lt_tool *tool, struct lt_session *ret, struct lt_err *err)
{
	struct lt_session s = {.tool = tool};
	int r = find(&s, err);
	if (r == 0)
		r = keep(&s, err);
	if (r == 0)
		r = dial(&s, err);
	if (r < 0)
		lt_session_close(&s);
	else
		*ret = s;
	return r;
}

void lt_session_close(struct lt_session *session)
{
	hang_up(session);
	lt_arena_done(&session->own);
	lt_arena_done(&session->greeting);
}
