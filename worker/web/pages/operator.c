/* SPDX-License-Identifier: EUPL-1.2 */
/* For whoever runs the node: how it is, how the coordinator and the other nodes are, what hangs,
 * who has an account (operator_accounts.c). Every line that is not as it should be says what to do.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "worker/web/pages/operator.h"
#include "worker/web/pages/procedures.h"

enum { DAYS_SOON = 30, DAYS_BAD = 7, INCIDENTS_MAX = 100 };
#define BACKUP_SOON_US (26 * LT_US_PER_HOUR) /* a day, and the time it takes */
#define BACKUP_BAD_US (72 * LT_US_PER_HOUR)
#define OLDEST_SOON_US (5 * LT_US_PER_MINUTE)
#define BEHIND_SOON_US LT_US_PER_MINUTE

enum light { CALM, SOON, BAD };

static const char *class_of(enum light light)
{
	return light == BAD ? "late" : light == SOON ? "soon" : "calm";
}

/* -- figures -- */

struct figures {
	struct lt_view *v;
	Lt__Counter *const *items;
	size_t count;
};

static int64_t figure(const struct figures *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->items[i]->name, name) == 0)
			return f->items[i]->value;
	return 0;
}

/* @param todo  what to do about it; said only when it is not as it should be */
static void line(struct lt_view *v, const char *what, const char *value, enum light light,
		 const char *todo)
{
	lt_html(&v->html,
		"<tr><th scope=\"row\">%s</th><td><span class=\"light "
		"%s\">%s</span></td><td>%s</td>"
		"</tr>",
		what, class_of(light), value, light == CALM ? "" : todo);
}

static const char *number(struct lt_view *v, int64_t value)
{
	const char *text = lt_arena_printf(v->arena, "%lld", (long long)value);
	return text ? text : "";
}

static const char *size(struct lt_view *v, int64_t bytes)
{
	const char *text = lt_arena_printf(v->arena, "%lld MB", (long long)(bytes >> 20));
	return text ? text : "";
}

static const char *moment(struct lt_view *v, int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	const char *kept = at_us ? lt_arena_str(v->arena, lt_time_vietnamese(at_us, text))
				 : LT_SAY(v, "chưa bao giờ", "never");
	return kept ? kept : "";
}

static const char *span(struct lt_view *v, int64_t us)
{
	int64_t minutes = us / LT_US_PER_MINUTE;
	const char *text = minutes < 120
				   ? lt_arena_printf(v->arena, "%lld %s", (long long)minutes,
						     LT_SAY(v, "phút", "minutes"))
				   : lt_arena_printf(v->arena, "%lld %s", (long long)(minutes / 60),
						     LT_SAY(v, "giờ", "hours"));
	return text ? text : "";
}

static void begin(struct lt_view *v, const char *id, const char *title)
{
	static const char *const titles[][2] = {
		{"Điều", "What"}, {"Hiện nay", "Now"}, {"Phải làm gì", "What to do"}};
	lt_html(&v->html,
		"<h2>%s</h2><div class=\"wide\" tabindex=\"0\"><table id=\"%s\" class=\"stack\">",
		title, id);
	lt_procedures_head(v, titles, 3);
	lt_html(&v->html, "<tbody>");
}

static void end(struct lt_view *v)
{
	lt_html(&v->html, "</tbody></table></div>");
}

static void disk(struct lt_view *v, const char *what, int64_t free_bytes)
{
	enum { SOON_TIMES = 4 };
	int64_t least = (int64_t)LT_DISK_FREE_REFUSE_BYTES;
	line(v, what, size(v, free_bytes),
	     free_bytes < least		       ? BAD
	     : free_bytes < SOON_TIMES * least ? SOON
					       : CALM,
	     LT_SAY(v, "Thêm chỗ cho đĩa hoặc dọn bớt tệp khác; khi gần hết, hồ sơ mới bị từ chối.",
		    "Make room on the disk; when it is nearly full new dossiers are refused."));
}

/* A certificate lives by the clock of the world, also where the coordinator's is one for practice.
 */
static int64_t days_left(const struct lt_view *v, int64_t until_us)
{
	return (until_us - v->now_us) / LT_US_PER_DAY;
}

static enum light light_of_days(const struct lt_view *v, int64_t until_us)
{
	int64_t days = days_left(v, until_us);
	return !until_us ? CALM : days < DAYS_BAD ? BAD : days < DAYS_SOON ? SOON : CALM;
}

static const char *until_text(struct lt_view *v, int64_t until_us)
{
	const char *text;
	if (!until_us)
		return LT_SAY(v, "không có", "none");
	if (until_us < v->now_us)
		return LT_SAY(v, "đã hết hạn", "it has ended");
	text = lt_arena_printf(v->arena, "%s%lld %s", LT_SAY(v, "còn ", ""),
			       (long long)days_left(v, until_us), LT_SAY(v, "ngày", "days left"));
	return text ? text : "";
}

static void certificate(struct lt_view *v, const char *what, int64_t until_us, const char *todo)
{
	line(v, what, until_text(v, until_us), light_of_days(v, until_us), todo);
}

/* -- the node itself -- */

static void connection(struct lt_view *v, const Lt__FetchReply *reply, const struct figures *f)
{
	const Lt__Waiting *w = reply->waiting;
	int64_t waiting = figure(f, "lienthong_outbox_commands{of=\"people\"}");
	int64_t oldest_us = figure(f, "lienthong_outbox_oldest_seconds");
	bool down = reply->line_down_us != 0;
	line(v, LT_SAY(v, "Đường truyền tới máy chủ", "Line to the coordinator"),
	     down ? lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "đứt từ", "down since"),
				    moment(v, reply->line_down_us))
		  : LT_SAY(v, "thông", "up"),
	     down ? BAD : CALM,
	     LT_SAY(v,
		    "Kiểm tra mạng, tường lửa và máy chủ tỉnh. Cán bộ vẫn làm được; việc đã làm "
		    "tự gửi "
		    "khi có lại đường truyền.",
		    "Look at the network, the firewall and the coordinator. People go on "
		    "working; what "
		    "they did is sent when the line is back."));
	line(v, LT_SAY(v, "Việc chờ gửi", "Waiting to be sent"), number(v, waiting),
	     waiting && oldest_us > OLDEST_SOON_US ? SOON : CALM,
	     down && w ? lt_arena_printf(v->arena, "%s %s",
					 LT_SAY(v, "Tự gửi lại; lần thử tới chậm nhất lúc",
						"Sent again by itself; next try at the latest at"),
					 moment(v, w->retry_us))
		       : LT_SAY(v, "Máy chủ trả lời chậm; xem hàng đợi của máy chủ ở dưới.",
				"The coordinator is slow; see its queue below."));
	line(v, LT_SAY(v, "Việc máy chủ từ chối, chờ người xử lý", "Refused, to be settled"),
	     number(v, figure(f, "lienthong_conflicts")),
	     figure(f, "lienthong_conflicts") ? SOON : CALM,
	     LT_SAY(v, "Nhắc cán bộ mở trang Vướng mắc và gửi lại hoặc bỏ, có lý do.",
		    "Have the officers open the page of conflicts and settle them."));
}

static void node_lines(struct lt_view *v, const Lt__FetchReply *reply, const struct figures *f)
{
	int64_t behind_us = figure(f, "lienthong_replica_behind_seconds");
	bool whole = figure(f, "lienthong_replica_whole_seconds") != 0;
	begin(v, "may-tram", LT_SAY(v, "Máy trạm này", "This node"));
	connection(v, reply, f);
	line(v, LT_SAY(v, "Bản sao hồ sơ", "Copy of the dossiers"),
	     !whole ? LT_SAY(v, "chưa có", "none yet")
		    : lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "đủ đến", "whole up to"),
				      moment(v, reply->copied_us)),
	     !whole			  ? BAD
	     : behind_us > BEHIND_SOON_US ? SOON
					  : CALM,
	     LT_SAY(v, "Bản sao tự theo kịp khi có đường truyền; nếu không, xem nhật ký máy trạm.",
		    "It catches up when the line is up; otherwise see the node's log."));
	if (figure(f, "lienthong_replica_aside"))
		line(v, LT_SAY(v, "Bản sao cũ giữ riêng", "Copies set aside"),
		     number(v, figure(f, "lienthong_replica_aside")), BAD,
		     LT_SAY(v,
			    "Máy chủ đã trở lại một bản sao lưu cũ: so thư mục records.aside-1 của "
			    "máy trạm với thư mục máy chủ (lienthong reconcile), nhập lại hồ sơ "
			    "thiếu, rồi xóa thư mục ấy.",
			    "The coordinator came back from an old backup: compare the node's "
			    "folder records.aside-1 with the coordinator's (lienthong reconcile), "
			    "enter again what it lacks, then remove that folder."));
	disk(v, LT_SAY(v, "Đĩa còn trống", "Free disk"),
	     figure(f, "lienthong_disk_free_bytes{store=\"node\"}"));
	certificate(v, LT_SAY(v, "Chứng thư của máy trạm", "Its certificate"),
		    figure(f, "lienthong_certificate_expiry_seconds{of=\"node\"}"),
		    LT_SAY(v, "Tự gia hạn khi có đường truyền; nếu không, ghi danh lại máy trạm.",
			   "Renewed by itself over the line; otherwise enrol the node again."));
	line(v, LT_SAY(v, "Việc tự động hỏng", "Automatic steps failed"),
	     number(v, figure(f, "lienthong_jobs_failed_total")),
	     figure(f, "lienthong_jobs_failed_total") ? SOON : CALM,
	     LT_SAY(v, "Xem nhật ký; bước hết số lần thử thành sự cố ở dưới.",
		    "See the log; a step out of tries is an incident below."));
	line(v, LT_SAY(v, "Đăng nhập sai", "Logins refused"),
	     number(v, figure(f, "lienthong_logins_total{outcome=\"refused\"}")), CALM, "");
	end(v);
}

/* -- the coordinator -- */

static void backups(struct lt_view *v, const struct figures *f)
{
	int64_t at_us = figure(f, "lienthong_backup_last_seconds");
	int64_t age_us = figure(f, "lienthong_clock_seconds") - at_us;
	bool broken =
		figure(f, "lienthong_verify_last_seconds") && !figure(f, "lienthong_verify_holds");
	line(v, LT_SAY(v, "Sao lưu gần nhất", "Last backup"),
	     at_us ? lt_arena_printf(v->arena, "%s (%s)", moment(v, at_us), span(v, age_us))
		   : moment(v, 0),
	     !at_us || age_us > BACKUP_BAD_US ? BAD
	     : age_us > BACKUP_SOON_US	      ? SOON
					      : CALM,
	     LT_SAY(v, "Chạy lienthong backup trên máy chủ, và đặt lịch chạy hằng ngày.",
		    "Run lienthong backup at the coordinator, and have it run daily."));
	line(v, LT_SAY(v, "Kiểm tra kho gần nhất", "Store last verified"),
	     lt_arena_printf(v->arena, "%s%s",
			     moment(v, figure(f, "lienthong_verify_last_seconds")),
			     broken ? LT_SAY(v, ": có chỗ sai", ": something is broken") : ""),
	     broken					  ? BAD
	     : figure(f, "lienthong_verify_last_seconds") ? CALM
							  : SOON,
	     LT_SAY(v,
		    "Chạy lienthong verify trên máy chủ; nếu có chỗ sai, giữ nguyên và báo hỗ "
		    "trợ.",
		    "Run lienthong verify at the coordinator; if something is broken, leave it "
		    "as it "
		    "is and call for help."));
}

static void rooms(struct lt_view *v, const struct figures *f)
{
	static const char *const stores[][2] = {{"journal", "Nhật ký"}, {"state", "Trạng thái"}};
	for (size_t i = 0; i < 2; i++) {
		const char *name = lt_arena_printf(
			v->arena, "lienthong_store_used_bytes{store=\"%s\"}", stores[i][0]);
		const char *map = lt_arena_printf(
			v->arena, "lienthong_store_map_bytes{store=\"%s\"}", stores[i][0]);
		int64_t used = figure(f, name), room = figure(f, map);
		line(v,
		     lt_arena_printf(v->arena, "%s: %s", LT_SAY(v, "Kho", "Store"),
				     LT_SAY(v, stores[i][1], stores[i][0])),
		     lt_arena_printf(v->arena, "%s / %s", size(v, used), size(v, room)),
		     used > room / 10 * 9   ? BAD
		     : used > room / 10 * 7 ? SOON
					    : CALM,
		     LT_SAY(v,
			    "Tăng kích thước kho trong coordinator.conf rồi khởi động lại máy "
			    "chủ.",
			    "Raise the size of the store in coordinator.conf and restart."));
	}
	disk(v, LT_SAY(v, "Đĩa máy chủ còn trống", "The coordinator's free disk"),
	     figure(f, "lienthong_disk_free_bytes{store=\"journal\"}"));
}

static void coordinator_lines(struct lt_view *v, const struct figures *f)
{
	enum { QUEUE_SOON = 1000 };
	int64_t queued = figure(f, "lienthong_queue_commands");
	int64_t away = figure(f, "lienthong_nodes{state=\"away\"}");
	int64_t lost = figure(f, "lienthong_jobs_lost_total");
	int64_t incidents = figure(f, "lienthong_incidents");
	begin(v, "may-chu", LT_SAY(v, "Máy chủ của tỉnh", "The coordinator"));
	line(v,
	     LT_SAY(v,
		    "Hàng "
		    "đợi",
		    "Queue"),
	     number(v, queued), queued > QUEUE_SOON ? SOON : CALM,
	     LT_SAY(v, "Máy chủ đang quá tải; xem đĩa và các tiến trình khác trên máy đó.",
		    "It is overloaded; see its disk and what else runs there."));
	line(v, LT_SAY(v, "Máy trạm đang nối / vắng", "Nodes connected / away"),
	     lt_arena_printf(v->arena, "%lld / %lld",
			     (long long)figure(f, "lienthong_nodes{state=\"connected\"}"),
			     (long long)away),
	     away ? SOON : CALM,
	     LT_SAY(v, "Xem máy trạm nào vắng ở bảng dưới và gọi cho đơn vị đó.",
		    "See below which, and call that office."));
	line(v, LT_SAY(v, "Sự cố của cả tỉnh", "Incidents, all units"), number(v, incidents),
	     incidents ? BAD : CALM,
	     LT_SAY(v, "Xem từng sự cố ở dưới: sửa nguyên nhân rồi chạy lại.",
		    "See each below: remove the cause, then retry."));
	line(v, LT_SAY(v, "Việc tự động giao đi không có trả lời", "Offers that nobody answered"),
	     number(v, lost), lost ? SOON : CALM,
	     LT_SAY(v, "Máy trạm làm việc tự động chậm hoặc đứt; việc được giao lại.",
		    "The node that does them is slow or away; they are offered again."));
	rooms(v, f);
	certificate(v, LT_SAY(v, "Chứng thư máy chủ", "Its certificate"),
		    figure(f, "lienthong_certificate_expiry_seconds{of=\"coordinator\"}"),
		    LT_SAY(v, "Cấp lại bằng lienthong ca trên máy chủ.",
			   "Issue a new one with lienthong ca at the coordinator."));
	backups(v, f);
	end(v);
}

static void status(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	fetch.text = "figures";
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	struct figures own = {.v = v};
	struct figures theirs = {.v = v, .items = reply->counters, .count = reply->n_counters};
	if (reply->waiting) {
		own.items = reply->waiting->figures;
		own.count = reply->waiting->n_figures;
	}
	node_lines(v, reply, &own);
	if (reply->line_down_us)
		lt_html(&v->html, "<h2>%s</h2><p>%s</p>",
			LT_SAY(v, "Máy chủ của tỉnh", "The coordinator"),
			LT_SAY(v, "Chưa hỏi được vì đứt đường truyền.",
			       "It cannot be asked: the line is down."));
	else
		coordinator_lines(v, &theirs);
}

/* -- the other nodes -- */

static const char *node_todo(struct lt_view *v, const Lt__NodeInfo *n, enum light proof)
{
	if (n->clones)
		return LT_SAY(v,
			      "Có bản thứ hai của máy trạm này: tắt một bản, nếu lạ thì thu hồi.",
			      "There is a second copy of it: stop one; if unknown, revoke.");
	if (n->revoked_us)
		return LT_SAY(v, "Đã thu hồi; muốn dùng lại thì ghi danh lại.",
			      "Revoked; enrol it again to use it.");
	if (proof != CALM && !n->connected)
		return LT_SAY(v, "Chứng thư sắp hết: nối lại để tự gia hạn, hoặc ghi danh lại.",
			      "Its certificate ends: connect it, or enrol it again.");
	if (proof != CALM)
		return LT_SAY(v,
			      "Chứng thư sắp hết mà chưa tự gia hạn được: xem nhật ký máy trạm và "
			      "tls.days của máy chủ.",
			      "Its certificate ends and was not renewed: see its log, and tls.days "
			      "of the coordinator.");
	return n->connected ? ""
			    : LT_SAY(v, "Gọi cho đơn vị: máy tắt, hay mất mạng?",
				     "Call the office: is it off, or the network down?");
}

static void node_row(struct lt_view *v, const Lt__NodeInfo *n)
{
	int64_t until_us = n->enrolled ? n->expires_us : 0;
	enum light proof = light_of_days(v, until_us);
	enum light there = n->clones || n->revoked_us ? BAD : n->connected ? CALM : SOON;
	lt_html(&v->html, "<tr><td>%s</td><td><span class=\"light %s\">%s</span></td><td>%s</td>",
		n->node, class_of(there),
		n->connected ? LT_SAY(v, "đang nối", "connected") : LT_SAY(v, "vắng", "away"),
		moment(v, n->heard_us));
	lt_html(&v->html, "<td>%s</td><td>", n->software);
	if (until_us)
		lt_html(&v->html, "<span class=\"light %s\">%s</span>", class_of(proof),
			until_text(v, until_us));
	else
		lt_html(&v->html, "%s", until_text(v, 0));
	lt_html(&v->html, "</td><td>%s</td></tr>", node_todo(v, n, proof));
}

static void nodes(struct lt_view *v)
{
	static const char *const titles[][2] = {{"Máy trạm", "Node"},
						{"Tình trạng", "State"},
						{"Nghe lần cuối", "Last heard"},
						{"Phiên bản", "Version"},
						{"Chứng thư", "Certificate"},
						{"Phải làm gì", "What to do"}};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_NODES;
	int r = lt_view_ask(v, &fetch, &reply, &err);
	lt_html(&v->html, "<h2>%s</h2>",
		LT_SAY(v, "Các máy trạm của tỉnh",
		       "The province's "
		       "nodes"));
	if (r < 0)
		return lt_html(&v->html, "<p>%s</p>",
			       r == LT_E_LINE
				       ? LT_SAY(v, "Chưa hỏi được vì đứt đường truyền.",
						"They cannot be asked for: the line is down.")
				       : LT_SAY(v,
						"Chỉ máy trạm vận hành tỉnh xem được (danh bạ: "
						"node có "
						"operates = true).",
						"Only a node that operates the province sees them "
						"(operates = true in the directory)."));
	lt_html(&v->html, "<div class=\"wide\" tabindex=\"0\"><table id=\"cac-may-tram\">");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < reply->n_nodes; i++)
		node_row(v, reply->nodes[i]);
	end(v);
}

/* -- what hangs -- */

static void incident_row(struct lt_view *v, const Lt__WorkItem *item)
{
	lt_html(&v->html,
		"<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"gone\">%s</td><td>"
		"<form method=\"post\" action=\"/van-hanh/chay-lai\"><input type=\"hidden\" "
		"name=\"ma\" value=\"%s\"><input type=\"hidden\" name=\"the\" value=\"%u\">",
		item->code, item->procedure_name, *item->step_title ? item->step_title : item->step,
		item->unit, item->incident, item->code, item->token);
	lt_view_token(v);
	lt_html(&v->html, "<button class=\"second\">%s</button></form></td></tr>",
		LT_SAY(v, "Chạy lại", "Retry"));
}

static void incidents(struct lt_view *v)
{
	static const char *const titles[][2] = {{"Hồ sơ", "Dossier"}, {"Thủ tục", "Procedure"},
						{"Bước", "Step"},     {"Đơn vị", "Unit"},
						{"Vì sao", "Why"},    {"", ""}};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INCIDENTS;
	fetch.limit = INCIDENTS_MAX;
	fetch.scope = LT__TALLY_SCOPE__TALLY_SCOPE_ALL;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0) {
		fetch.scope = LT__TALLY_SCOPE__TALLY_SCOPE_UNIT;
		if (lt_view_ask(v, &fetch, &reply, &err) < 0)
			return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	}
	lt_html(&v->html, "<h2>%s</h2>", LT_SAY(v, "Sự cố", "Incidents"));
	if (!reply->n_items)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Không có sự cố nào.", "There is none."));
	lt_html(&v->html, "<p>%s</p><div class=\"wide\" tabindex=\"0\"><table id=\"su-co\">",
		LT_SAY(v,
		       "Sửa nguyên nhân trước (thủ tục, danh bạ, lịch, máy trạm), rồi chạy lại; "
		       "hồ sơ "
		       "khác không bị ảnh hưởng.",
		       "Remove the cause first (procedure, directory, calendar, node), then "
		       "retry; other "
		       "dossiers are not affected."));
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < reply->n_items; i++)
		incident_row(v, reply->items[i]);
	end(v);
}

/* -- the page -- */

static void show(struct lt_view *v)
{
	lt_view_begin(v, LT_SAY(v, "Vận hành", "Operations"));
	status(v);
	incidents(v);
	nodes(v);
	lt_operator_lines(v);
	lt_operator_accounts(v);
	lt_view_end(v);
}

/* -- doing -- */

static void retry(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__RetryIncident body = LT__RETRY_INCIDENT__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply *reply;
	struct lt_err err = {0};
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = v->session.account;
	command.actor = &actor;
	command.code = lt_http_text(v->request->form, "ma");
	command.body_case = LT__COMMAND__BODY_RETRY;
	command.retry = &body;
	body.token = (uint32_t)strtoul(lt_http_text(v->request->form, "the"), NULL, 10);
	int r = lt_ask_command(v->ask, &command, v->arena, &reply, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	if (reply->refusal)
		lt_view_tell(v, "problem", reply->text);
	else
		lt_view_tell(v, "done",
			     LT_SAY(v,
				    "Đã chạy lại; nếu nguyên nhân còn thì sự cố lại hiện ở "
				    "dưới.",
				    "Retried; if the cause is still there the incident is back "
				    "below."));
	lt_http_redirect(v->response, "/van-hanh");
}

const struct lt_route lt_routes_operator[] = {
	{LT_HTTP_GET, "/van-hanh", LT_NEEDS_ADMIN, show},
	{LT_HTTP_POST, "/van-hanh/chay-lai", LT_NEEDS_ADMIN, retry},
	{LT_HTTP_POST, "/van-hanh/duong-truyen", LT_NEEDS_ADMIN, lt_operator_line},
	{LT_HTTP_POST, "/van-hanh/moi", LT_NEEDS_ADMIN, lt_operator_invite},
	{LT_HTTP_POST, "/van-hanh/dong", LT_NEEDS_ADMIN, lt_operator_shut},
	{0, NULL, 0, NULL},
};
