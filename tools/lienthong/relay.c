/* SPDX-License-Identifier: EUPL-1.2 */
/* relay: the gate to another province. */
#include "tools/lienthong/relay.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES_MAX = 64 << 20 };
#define TELL_US (3 * LT_US_PER_SECOND)

static int read_wish(struct lt_tool *tool, int argc, char **argv, struct lt_relay_wish *w,
		     int64_t *ret_every, struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--partner", LT_ARG_TEXT, &w->partner},
		{"--as", LT_ARG_TEXT, &w->as},
		{"--unit", LT_ARG_TEXT, &w->unit},
		{"--home-as", LT_ARG_TEXT, &w->home_as},
		{"--home-unit", LT_ARG_TEXT, &w->home_unit},
		{"--every", LT_ARG_NUMBER, ret_every},
		{"--procedure", LT_ARG_LIST, &w->procedures},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "--partner THƯ-MỤC", w->partner, err);
	if (r == 0)
		r = lt_args_need(tool, "--as CÁN-BỘ", w->as, err);
	if (r == 0)
		r = lt_args_need(tool, "--home-as CÁN-BỘ", w->home_as, err);
	if (r == 0 && w->procedures.count == 0)
		r = lt_args_need(tool, "--procedure MÃ", NULL, err);
	return r;
}

static int open_ends(struct lt_relay *relay, struct lt_tool *there, struct lt_tool *here,
		     struct lt_relay_wish *wish, struct lt_err *err)
{
	int r = lt_session_open(there, &relay->there, err);
	if (r == 0 && !*relay->there.hello->coordinator) /* nobody can say whose they are */
		r = lt_err_set(err, LT_E_LINE,
			       "máy trạm của thư mục %s chưa nối được với máy chủ của nó",
			       wish->partner);
	if (r == 0)
		r = lt_session_actor(&relay->there, wish->as, false, wish->unit, &relay->taker,
				     err);
	if (r == 0)
		r = lt_session_open(here, &relay->here, err);
	if (r < 0)
		return r;
	wish->unit = relay->taker.unit;
	if (!wish->home_unit)
		wish->home_unit = wish->unit;
	return lt_session_actor(&relay->here, wish->home_as, false, wish->home_unit,
				&relay->receiver, err);
}

static bool did_something(const struct lt_relay *r)
{
	return r->taken + r->answered + r->returned + r->closed + r->told + r->scans > 0;
}

/* -- what is waited for -- */

/* One end of a pass. */
struct watched {
	const struct lt_relay *relay;
	struct lt_session *session;
	int64_t told_us; /* how long it had been waited for when that was last told */
};

static bool is_told_to_stop(void)
{
	sigset_t signals;
	(void)sigpending(&signals);
	return sigismember(&signals, SIGTERM) == 1 || sigismember(&signals, SIGINT) == 1;
}

/* Whoever runs this sees why nothing happens. What was asked may have been done: the next pass, or
 * the next gate, looks. */
static bool on_wait(void *owner, int64_t waited_us)
{
	struct watched *w = owner;
	const struct lt_session *s = w->session;
	const char *about = w->relay->about;
	if (waited_us < w->told_us)
		w->told_us = 0; /* another answer */
	if (waited_us - w->told_us >= TELL_US) {
		w->told_us = waited_us;
		(void)fprintf(s->tool->errors,
			      "lienthong relay: chờ %s tại %s (thư mục %s) trả lời%s%s, đã %lld "
			      "giây\n",
			      lt_session_whom(s), s->address, lt_session_folder(s->tool),
			      about ? " về hồ sơ " : "", about ? about : "",
			      (long long)(waited_us / LT_US_PER_SECOND));
	}
	return !is_told_to_stop();
}

static void watch(struct watched *w)
{
	w->session->on_wait = on_wait;
	w->session->wait_owner = w;
}

/* @param ret_more  scans wait for the next pass */
static int pass(struct lt_tool *tool, const struct lt_relay_wish *asked,
		struct lt_relay_known *known, int64_t scans_us, bool *ret_more, struct lt_err *err)
{
	struct lt_relay_wish wish = *asked;
	struct lt_tool there = *tool, here = *tool;
	struct lt_relay relay = {
		.wish = &wish, .known = known, .scans_us = scans_us, .out = tool->out};
	struct watched ends[] = {{.relay = &relay, .session = &relay.there},
				 {.relay = &relay, .session = &relay.here}};
	there.folder = wish.partner;
	lt_arena_init(&there.arena, ARENA_BYTES_MAX);
	lt_arena_init(&here.arena, ARENA_BYTES_MAX);
	int r = open_ends(&relay, &there, &here, &wish, err);
	watch(&ends[0]);
	watch(&ends[1]);
	if (r == 0)
		r = lt_relay_pass(&relay, err);
	*ret_more = r == 0 && relay.more;
	if (r == 0 && did_something(&relay))
		(void)fprintf(tool->out,
			      "nhận %zu, trả lời %zu, trả lại %zu, đóng %zu, báo dừng và chạy %zu, "
			      "bản quét %zu, đang giải quyết %zu, hỏi lại %zu\n",
			      relay.taken, relay.answered, relay.returned, relay.closed, relay.told,
			      relay.scans, relay.waiting, relay.looked);
	(void)fflush(tool->out);
	lt_session_close(&relay.here);
	lt_session_close(&relay.there);
	lt_arena_done(&here.arena);
	lt_arena_done(&there.arena);
	return r;
}

/* Waits until it is time again. @return false: asked to stop. */
static bool wait_for(int64_t seconds, const sigset_t *signals)
{
	struct timespec time = {.tv_sec = (time_t)seconds};
	return sigtimedwait(signals, NULL, &time) < 0;
}

/* An error of one pass ends nothing: the next one does what is missing. */
static int keep_on(struct lt_tool *tool, const struct lt_relay_wish *wish,
		   struct lt_relay_known *known, int64_t seconds)
{
	sigset_t signals;
	bool more = false;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	do {
		struct lt_err why = {0};
		int r = pass(tool, wish, known, seconds * LT_US_PER_SECOND, &more, &why);
		if (r < 0)
			(void)fprintf(tool->errors, "lienthong relay: %s\n",
				      why.text[0] ? why.text : lt_err_vietnamese(r));
	} while (wait_for(more ? 0 : seconds, &signals));
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_relay_wish wish = {0};
	int64_t every = 0;
	int r = read_wish(tool, argc, argv, &wish, &every, err);
	if (r < 0)
		return r;
	LT_AUTO(free) struct lt_relay_known *known = calloc(1, sizeof *known);
	bool more;
	if (!known)
		return LT_E_NOMEM;
	known->clock = lt_clock_system();
	return every ? keep_on(tool, &wish, known, every) : pass(tool, &wish, known, 0, &more, err);
}

static const char help[] =
	"lienthong relay: cổng liên thông với tỉnh khác (gate to another province)\n"
	"\n"
	"  lienthong -C THƯ-MỤC relay --partner THƯ-MỤC --as CÁN-BỘ --home-as CÁN-BỘ\n"
	"                             --procedure [BƯỚC=]MÃ ... [--every GIÂY]\n"
	"\n"
	"Tỉnh kia coi tỉnh này là một máy trạm trong danh bạ của mình, phục vụ các đơn vị ở\n"
	"đây. Lệnh này nhận những hồ sơ tỉnh kia chuyển đến các đơn vị ấy (cùng mã, thời hạn\n"
	"đếm tiếp, mỗi hồ sơ một lần), giải quyết xong thì trả lời hoặc trả lại tỉnh kia; báo\n"
	"lúc đồng hồ ở đây dừng và chạy tiếp; chuyển bản quét của giấy tờ đi và về.\n"
	"\n"
	"  -C               máy chủ, hoặc một máy trạm, của tỉnh này\n"
	"  --partner        máy trạm đã ghi danh tại tỉnh kia (lienthong enrol), đang chạy\n"
	"  --as, --unit     ai nhận ở tỉnh kia, cho đơn vị nào trong danh bạ của họ\n"
	"  --home-as, --home-unit   ai tiếp nhận ở tỉnh này; đơn vị mặc định cùng mã\n"
	"  --procedure      thủ tục mở ở đây cho một bước của họ, hoặc cho mọi bước\n"
	"  --every GIÂY     cứ mấy giây một lượt cho đến khi dừng; không có thì một lượt\n"
	"\n"
	"Không có gì phải nhớ giữa hai lượt: ngắt lúc nào cũng được. Xem docs/handoffs.md.\n";

const struct lt_subcommand lt_tool_relay = {
	.name = "relay",
	.summary = "cổng liên thông với tỉnh khác (relay)",
	.run = run,
	.help = help,
};
