/* SPDX-License-Identifier: EUPL-1.2 */
/* act: what an officer, a citizen or an operator does to a dossier. One deed a run. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/find.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/waiting.h"

struct deed {
	const char *code, *outcome, *assign, *signal, *way, *item;
	bool claim, release, withdraw, stop, retry, apologise, explain_late;
	bool resume, again;
	const char *hold, *basis;
	int64_t extend;
	const char *as, *unit, *step, *note, *definition, *paid;
	int64_t token, lateness, new_due_us;
	bool citizen;
	struct lt_texts fields, papers;
};

/* Room for the body of any of them. */
struct bodies {
	Lt__ActOnStep act;
	Lt__ClaimStep claim;
	Lt__ReleaseStep release;
	Lt__AssignStep assign;
	Lt__AddItem add_item;
	Lt__SignalDossier signal;
	Lt__WithdrawDossier withdraw;
	Lt__StopDossier stop;
	Lt__ReturnResult return_result;
	Lt__RetryIncident retry;
	Lt__Apologise apologise;
	Lt__ExplainLateness explain_late;
	Lt__HoldClock hold;
	Lt__ReleaseClock release_clock;
	Lt__ExtendDossier extend;
};

static int check(const struct lt_tool *tool, const struct deed *d, struct lt_err *err)
{
	int deeds = (d->outcome != NULL) + (d->assign != NULL) + (d->signal != NULL) +
		    (d->item != NULL) + (d->way != NULL) + (d->hold != NULL) + (d->extend >= 0) +
		    d->resume + d->claim + d->release + d->withdraw + d->stop + d->retry +
		    d->apologise + d->explain_late;
	if (d->apologise && !d->new_due_us)
		return lt_err_set(
			err, LT_E_USAGE,
			"xin lỗi thì phải hẹn lại: --new-date '17:00 15/07/2025'; ngày đề "
			"nghị xem bằng lệnh explain");
	if (d->item && !*d->step && !d->token)
		return lt_err_set(err, LT_E_USAGE,
				  "--add-item cần --step, tên bước parallel có each");
	if (deeds == 1)
		return lt_args_need(tool, "MÃ-HỒ-SƠ", d->code, err);
	return lt_err_set(err, LT_E_USAGE, "%s; xem lienthong act --help",
			  deeds ? "mỗi lần chỉ làm một việc"
				: "thiếu việc cần làm: KẾT-QUẢ của bước, hoặc --claim, --release, "
				  "--assign, --add-item, --signal, --withdraw, --stop, --return, "
				  "--retry, "
				  "--apologise, --explain-late, --hold, --resume, --extend");
}

static int read_deed(struct lt_tool *tool, int argc, char **argv, struct deed *d,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--as", LT_ARG_TEXT, &d->as},
		{"--unit", LT_ARG_TEXT, &d->unit},
		{"--step", LT_ARG_TEXT, &d->step},
		{"--token", LT_ARG_NUMBER, &d->token},
		{"--claim", LT_ARG_FLAG, &d->claim},
		{"--release", LT_ARG_FLAG, &d->release},
		{"--assign", LT_ARG_TEXT, &d->assign},
		{"--add-item", LT_ARG_TEXT, &d->item},
		{"--signal", LT_ARG_TEXT, &d->signal},
		{"--withdraw", LT_ARG_FLAG, &d->withdraw},
		{"--stop", LT_ARG_FLAG, &d->stop},
		{"--return", LT_ARG_TEXT, &d->way},
		{"--retry", LT_ARG_FLAG, &d->retry},
		{"--apologise", LT_ARG_FLAG, &d->apologise},
		{"--explain-late", LT_ARG_FLAG, &d->explain_late},
		{"--new-date", LT_ARG_TIME, &d->new_due_us},
		{"--lateness", LT_ARG_NUMBER, &d->lateness},
		{"--note", LT_ARG_TEXT, &d->note},
		{"--field", LT_ARG_LIST, &d->fields},
		{"--paper", LT_ARG_LIST, &d->papers},
		{"--citizen", LT_ARG_FLAG, &d->citizen},
		{"--definition", LT_ARG_TEXT, &d->definition},
		{"--hold", LT_ARG_TEXT, &d->hold},
		{"--resume", LT_ARG_FLAG, &d->resume},
		{"--extend", LT_ARG_NUMBER, &d->extend},
		{"--basis", LT_ARG_TEXT, &d->basis},
		{"--again", LT_ARG_FLAG, &d->again},
		{"--paid", LT_ARG_TEXT, &d->paid},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 2, &rest, err);
	if (r < 0)
		return r;
	d->code = rest.count ? rest.items[0] : NULL;
	d->outcome = rest.count > 1 ? rest.items[1] : NULL;
	d->step = d->step ? d->step : "";
	d->note = d->note ? d->note : "";
	d->basis = d->basis ? d->basis : "";
	if (d->token > UINT32_MAX || d->lateness > UINT32_MAX)
		return lt_err_set(err, LT_E_USAGE, "--token, --lateness: số quá lớn");
	return check(tool, d, err);
}

/* -- bodies -- */

static int on_step(struct lt_session *s, const struct deed *d, Lt__Command *c, struct bodies *b,
		   struct lt_err *err)
{
	uint32_t token = (uint32_t)d->token;
	if (d->claim) {
		lt__claim_step__init(&b->claim);
		b->claim.token = token;
		b->claim.step = d->step;
		c->body_case = LT__COMMAND__BODY_CLAIM;
		c->claim = &b->claim;
	} else if (d->release) {
		lt__release_step__init(&b->release);
		b->release.token = token;
		b->release.step = d->step;
		c->body_case = LT__COMMAND__BODY_RELEASE;
		c->release = &b->release;
	} else if (d->assign) {
		lt__assign_step__init(&b->assign);
		b->assign.token = token;
		b->assign.step = d->step;
		b->assign.officer = d->assign;
		c->body_case = LT__COMMAND__BODY_ASSIGN;
		c->assign = &b->assign;
	} else if (d->item) {
		lt__add_item__init(&b->add_item);
		b->add_item.token = token;
		b->add_item.step = d->step;
		b->add_item.item = d->item;
		b->add_item.note = d->note;
		c->body_case = LT__COMMAND__BODY_ADD_ITEM;
		c->add_item = &b->add_item;
	} else {
		lt__act_on_step__init(&b->act);
		b->act.token = token;
		b->act.step = d->step;
		b->act.outcome = d->outcome;
		b->act.note = d->note;
		b->act.again = d->again;
		c->body_case = LT__COMMAND__BODY_ACT;
		c->act = &b->act;
		int r = lt_args_payment(d->paid, &b->act.payment, err);
		if (r == 0)
			r = lt_args_fields(s->tool, &d->fields, &b->act.fields, &b->act.n_fields,
					   err);
		return r < 0 ? r
			     : lt_args_papers(s->tool, &d->papers, &b->act.papers, &b->act.n_papers,
					      err);
	}
	return 0;
}

static int signal_body(struct lt_session *s, const struct deed *d, Lt__Command *c, struct bodies *b,
		       struct lt_err *err)
{
	lt__signal_dossier__init(&b->signal);
	b->signal.event = d->signal;
	c->body_case = LT__COMMAND__BODY_SIGNAL;
	c->signal = &b->signal;
	int r = lt_args_payment(d->paid, &b->signal.payment, err);
	if (r == 0)
		r = lt_args_fields(s->tool, &d->fields, &b->signal.fields, &b->signal.n_fields,
				   err);
	return r < 0 ? r
		     : lt_args_papers(s->tool, &d->papers, &b->signal.papers, &b->signal.n_papers,
				      err);
}

static int retry_body(struct lt_session *s, const struct deed *d, Lt__Command *c, struct bodies *b,
		      struct lt_err *err)
{
	lt__retry_incident__init(&b->retry);
	b->retry.token = (uint32_t)d->token;
	c->body_case = LT__COMMAND__BODY_RETRY;
	c->retry = &b->retry;
	return d->definition ? lt_find_version(s, d->definition, &b->retry.definition, err) : 0;
}

/* What is owed for a lateness. */
static int duty_body(const struct deed *d, Lt__Command *c, struct bodies *b)
{
	if (d->apologise) {
		lt__apologise__init(&b->apologise);
		b->apologise.lateness = (uint32_t)d->lateness;
		b->apologise.reason = d->note;
		b->apologise.new_due_us = d->new_due_us;
		c->body_case = LT__COMMAND__BODY_APOLOGISE;
		c->apologise = &b->apologise;
	} else {
		lt__explain_lateness__init(&b->explain_late);
		b->explain_late.lateness = (uint32_t)d->lateness;
		b->explain_late.text = d->note;
		c->body_case = LT__COMMAND__BODY_EXPLAIN_LATENESS;
		c->explain_lateness = &b->explain_late;
	}
	return 0;
}

/* "opinion": the words a procedure uses after `pause =`. */
static int read_reason(struct lt_tool *tool, const char *word, Lt__PauseReason *ret,
		       struct lt_err *err)
{
	static const struct {
		const char *word;
		Lt__PauseReason reason;
	} reasons[] = {
		{"supplement", LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT},
		{"financial_duty", LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY},
		{"criminal_record", LT__PAUSE_REASON__PAUSE_REASON_CRIMINAL_RECORD},
		{"confirmation", LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION},
		{"verification", LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION},
		{"posting", LT__PAUSE_REASON__PAUSE_REASON_POSTING},
		{"opinion", LT__PAUSE_REASON__PAUSE_REASON_OPINION},
		{"explanation", LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION},
	};
	const char *known = "";
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (strcmp(word, reasons[i].word) == 0) {
			*ret = reasons[i].reason;
			return 0;
		}
		known = lt_arena_printf(&tool->arena, "%s%s%s", known ? known : "", i ? ", " : "",
					reasons[i].word);
	}
	return lt_err_set(err, LT_E_USAGE, "--hold: không có lý do '%s'; các lý do: %s", word,
			  known ? known : "");
}

static int clock_body(struct lt_session *s, const struct deed *d, Lt__Command *c, struct bodies *b,
		      struct lt_err *err)
{
	if (d->hold) {
		lt__hold_clock__init(&b->hold);
		b->hold.paper = d->basis;
		b->hold.note = d->note;
		c->body_case = LT__COMMAND__BODY_HOLD;
		c->hold = &b->hold;
		return read_reason(s->tool, d->hold, &b->hold.reason, err);
	}
	if (d->resume) {
		lt__release_clock__init(&b->release_clock);
		b->release_clock.note = d->note;
		c->body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
		c->release_clock = &b->release_clock;
		return 0;
	}
	lt__extend_dossier__init(&b->extend);
	b->extend.amount = d->extend > INT32_MAX ? INT32_MAX : (int32_t)d->extend;
	b->extend.paper = d->basis;
	b->extend.note = d->note;
	c->body_case = LT__COMMAND__BODY_EXTEND;
	c->extend = &b->extend;
	return 0;
}

static int on_dossier(struct lt_session *s, const struct deed *d, Lt__Command *c, struct bodies *b,
		      struct lt_err *err)
{
	if (d->signal)
		return signal_body(s, d, c, b, err);
	if (d->retry)
		return retry_body(s, d, c, b, err);
	if (d->apologise || d->explain_late)
		return duty_body(d, c, b);
	if (d->hold || d->resume || d->extend >= 0)
		return clock_body(s, d, c, b, err);
	if (d->withdraw) {
		lt__withdraw_dossier__init(&b->withdraw);
		b->withdraw.note = d->note;
		c->body_case = LT__COMMAND__BODY_WITHDRAW;
		c->withdraw = &b->withdraw;
	} else if (d->stop) {
		lt__stop_dossier__init(&b->stop);
		b->stop.note = d->note;
		c->body_case = LT__COMMAND__BODY_STOP;
		c->stop = &b->stop;
	} else {
		lt__return_result__init(&b->return_result);
		b->return_result.way = d->way;
		c->body_case = LT__COMMAND__BODY_RETURN_RESULT;
		c->return_result = &b->return_result;
	}
	return 0;
}

/* The step as it stands: its number, its name, and the hand-off that is taken over or answered. */
static void aim(Lt__Command *c, const Lt__Token *t)
{
	switch (c->body_case) {
	case LT__COMMAND__BODY_ACT:
		c->act->token = t->id;
		c->act->step = t->step;
		c->act->offer = t->offer;
		break;
	case LT__COMMAND__BODY_CLAIM:
		c->claim->token = t->id;
		c->claim->step = t->step;
		c->claim->offer = t->offer;
		break;
	case LT__COMMAND__BODY_RELEASE:
		c->release->token = t->id;
		break;
	case LT__COMMAND__BODY_ADD_ITEM:
		c->add_item->token = t->id;
		break;
	default:
		c->assign->token = t->id;
	}
}

static int fill(struct lt_session *s, const struct deed *d, const Lt__Actor *actor, Lt__Command *c,
		struct bodies *b, struct lt_err *err)
{
	const Lt__Token *t;
	const struct lt_find_step what = {.code = d->code,
					  .unit = actor->unit,
					  .step = d->step,
					  .token = (uint32_t)d->token,
					  .held = d->claim || d->release || d->assign};
	if (!d->outcome && !what.held && !d->item)
		return on_dossier(s, d, c, b, err);
	int r = on_step(s, d, c, b, err);
	if (r == 0)
		r = lt_find_step(s, &what, &t, err);
	if (r == 0 && t)
		aim(c, t);
	return r;
}

/* -- the deed -- */

static int tell(struct lt_tool *tool, const struct deed *d, const Lt__CommandReply *reply,
		struct lt_err *err)
{
	char due[LT_TIME_TEXT_BYTES];
	if (tool->json)
		return lt_json_print(tool, lt_json_message(&reply->base), err);
	lt_print_line(tool, "Đã ghi", "%s", *reply->code ? reply->code : d->code);
	lt_print_line(tool, "Hẹn trả", "%s", lt_due_text(reply->due_us, due));
	if (*reply->text)
		lt_print_line(tool, "LƯU Ý", "%s", reply->text);
	lt_waiting_note(tool, reply);
	for (size_t i = 0; i < reply->n_open_steps; i++)
		lt_print_line(tool, i ? "" : "Đang chờ", "%s", reply->open_steps[i]);
	if (reply->n_open_steps == 0)
		lt_print_line(tool, "Đang chờ", "không còn bước nào đang mở");
	return 0;
}

static int act(struct lt_session *s, const struct deed *d, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	struct bodies bodies;
	Lt__CommandReply *reply;
	int r = lt_session_actor(s, d->as, d->citizen, d->unit, &actor, err);
	if (r == 0)
		r = fill(s, d, &actor, &command, &bodies, err);
	if (r < 0)
		return r;
	command.code = d->code;
	command.actor = &actor;
	r = lt_session_command(s, &command, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "hồ sơ %s", d->code);
	return reply->refusal ? lt_session_refused(d->code, reply, err)
			      : tell(s->tool, d, reply, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct deed d = {.extend = -1};
	int r = read_deed(tool, argc, argv, &d, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	return r < 0 ? r : act(&s, &d, err);
}

static const char help[] =
	"lienthong act: xử lý một hồ sơ (act on a dossier)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] act MÃ --as CÁN-BỘ --unit ĐƠN-VỊ [--step BƯỚC | --token SỐ] "
	"VIỆC\n"
	"\n"
	"VIỆC là một trong:\n"
	"  KẾT-QUẢ         kết quả của bước, như lệnh explain liệt kê: complete, missing, pass...\n"
	"  --claim         nhận việc về mình;   --release   trả lại cho mọi người\n"
	"  --assign NGƯỜI  lãnh đạo giao việc;  --add-item MỤC  thêm mục cho khối each (--step)\n"
	"  --signal TIN    báo việc bên ngoài đã xảy ra, ví dụ applicant.supplement\n"
	"  --return CÁCH   trả kết quả: counter (tại quầy), post (bưu chính), online\n"
	"  --withdraw      công dân rút hồ sơ;  --stop  dừng giải quyết (cần --note)\n"
	"  --retry         chạy lại sau sự cố; --definition MÃ-BĂM: theo phiên bản đã sửa\n"
	"  --apologise     thủ trưởng ký phiếu xin lỗi (mẫu 04): cần --note, --new-date NGÀY\n"
	"  --explain-late  giải trình bằng văn bản vì sao trễ: cần --note\n"
	"  --again         (cùng KẾT-QUẢ, --note) vẫn yêu cầu công dân bổ sung lần nữa\n"
	"  --hold LÝ-DO    lãnh đạo dừng tính hạn (opinion, verification...): cần --basis, --note\n"
	"  --resume        tính tiếp: cần --note;  --extend SỐ  gia hạn: cần --basis, --note\n"
	"\n"
	"  --note LÝ-DO    bắt buộc khi từ chối, trả lại, dừng, xin lỗi, giải trình\n"
	"  --lateness SỐ   lần trễ nào, khi hồ sơ có nhiều (lệnh list --duties ghi số)\n"
	"  --paid CÁCH     portal, gateway, counter;  kết quả điện tử: --paper ID@https://...#MÃ\n"
	"  --field T=V, --paper ID   như lệnh submit;  --citizen  thay --as;  --json\n"
	"\n"
	"Ví dụ: lienthong act H14.1-250701-000001 missing --as hoa --note 'Thiếu tờ khai'\n";

const struct lt_subcommand lt_tool_act = {
	.name = "act",
	.summary = "xử lý hồ sơ: kết quả bước, nhận việc, phân công, trả kết quả (act)",
	.run = run,
	.help = help,
};
