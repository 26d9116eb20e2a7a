/* SPDX-License-Identifier: EUPL-1.2 */
/* The messages between ministry systems and the public-service portal, as they come: a dossier
 * handed in there (B4), progress (B5) and states (B6). What stands for what: docs/api.md.
 *
 * Papers are found by the procedure's id or name; what the procedure does not know is refused by
 * name, so that nothing a citizen sent is dropped in silence. */
#include <string.h>

#include "procedures/core/rows.h"
#include "procedures/core/verdict.h"
#include "worker/web/api/write_own.h"

/* -- a dossier handed in at the portal -- */

struct message {
	struct lt_api_call *call;
	struct lt_part part;
	const Lt__Intake *intake;
	Lt__SubmitDossier submit;
	Lt__Applicant applicant;
};

static const char *const dossier_names[] = {"MaHoSo",		"MaTTHC",	"MaDichVuCong",
					    "ChuHoSo",		"LoaiDoiTuong", "MaDonViTiepNhan",
					    "NgayNop",		"NgayTiepNhan", "ThanhPhanHoSo",
					    "ThongTinNguoiNop", "DuLieu",	NULL};
static const char *const person_names[] = {"LoaiDoiTuong", "IdDoiTuong", "ThongTinChiTiet", NULL};
static const char *const detail_names[] = {"TenNguoiNop",
					   "SoDinhDanh",
					   "NgayCapDinhDanh",
					   "NgaySinh",
					   "SoDienThoai",
					   "Email",
					   "Fax",
					   "MaTinh",
					   "MaHuyen",
					   "MaXa",
					   "DiaChiChiTiet",
					   "TenChuHs",
					   "SoDinhDanhChuHs",
					   "MaTinhChuHs",
					   "MaHuyenChuHs",
					   "MaXaChuHs",
					   "DiaChiChiTietChuHs",
					   NULL};
static const char *const paper_names[] = {"MaThanhPhanHoSo",  "TenThanhPhanHoSo", "SoLuong",
					  "LoaiBan",	      "DuocSoHoa",	  "DuocTaiSuDung",
					  "DuocLayTuKhoDMQG", "GiayToDinhKem",	  NULL};
static const char *const file_names[] = {"IdGiayTo",   "MaKetQua", "TenGiayTo",
					 "HashTepTin", "DuongDan", NULL};

static const char *either(const char *a, const char *b)
{
	return *a ? a : b;
}

/* Who the dossier is about, and who brought it if that is somebody else. */
static bool read_people(struct message *m)
{
	enum { KINDS_MAX = 2 };
	Lt__Applicant *a = &m->applicant;
	struct lt_part person = lt_part_object(m->part, "ThongTinNguoiNop");
	struct lt_part detail = person.json ? lt_part_object(person, "ThongTinChiTiet") : person;
	(void)lt_part_number(m->part, "LoaiDoiTuong", 0, 0, KINDS_MAX);
	lt__applicant__init(a);
	a->name = lt_part_need(m->part, "ChuHoSo");
	if (!person.json || !lt_part_only(person, person_names) || !detail.json)
		return lt_part_flaw(m->part, "ThongTinNguoiNop", "bắt buộc phải có", "is required");
	(void)lt_part_number(person, "LoaiDoiTuong", 0, 0, KINDS_MAX);
	if (!lt_part_only(detail, detail_names))
		return false;
	const char *brings = lt_part_text(detail, "TenNguoiNop");
	const char *id = lt_part_text(detail, "SoDinhDanh");
	const char *phone = lt_part_text(detail, "SoDienThoai");
	bool other = *brings && strcmp(brings, a->name) != 0;
	const char *own_id = lt_part_text(detail, "SoDinhDanhChuHs");
	a->id_number = other ? own_id : either(own_id, id);
	a->phone = other ? "" : phone;
	a->email = lt_part_text(detail, "Email");
	a->address = either(lt_part_text(detail, "DiaChiChiTietChuHs"),
			    lt_part_text(detail, "DiaChiChiTiet"));
	a->authorised_name = other ? brings : "";
	a->authorised_id_number = other ? id : "";
	a->authorised_phone = other ? phone : "";
	return !m->part.body->flaw.vietnamese;
}

/* -- papers -- */

static bool is_named(struct message *m, const Lt__IntakePaper *paper, const char *code,
		     const char *name)
{
	const char *own = lt_search_fold(paper->name, m->call->arena);
	const char *theirs = lt_search_fold(name, m->call->arena);
	return strcmp(paper->id, code) == 0 || (own && theirs && *own && strcmp(own, theirs) == 0);
}

static const Lt__IntakePaper *find_paper(struct message *m, const char *code, const char *name)
{
	for (size_t i = 0; i < m->intake->n_papers; i++)
		if (is_named(m, m->intake->papers[i], code, name))
			return m->intake->papers[i];
	return NULL;
}

static bool refuse_paper(struct message *m, struct lt_part part, const char *name)
{
	const char *all = "";
	for (size_t i = 0; i < m->intake->n_papers && all; i++)
		all = lt_arena_printf(m->call->arena, "%s%s%s", all, i ? "; " : "",
				      m->intake->papers[i]->name);
	return lt_part_flaw(
		part, "",
		lt_arena_printf(m->call->arena,
				"thủ tục không có thành phần hồ sơ '%.200s'; thủ tục có: %s", name,
				all ? all : ""),
		"the procedure has no such paper");
}

static void read_files(struct lt_part part, Lt__Paper *paper)
{
	struct lt_part files = lt_part_array(part, "GiayToDinhKem");
	for (size_t i = 0; i < lt_part_count(files); i++) {
		struct lt_part file = lt_part_item(files, i);
		if (!lt_part_only(file, file_names))
			return;
		paper->result_code = either(paper->result_code, lt_part_text(file, "MaKetQua"));
		paper->link = either(paper->link, lt_part_text(file, "DuongDan"));
	}
}

static bool read_paper(struct message *m, struct lt_part part)
{
	enum { COPIES_MAX = 99, FORMS = 3 };
	static const Lt__PaperForm forms[FORMS] = {LT__PAPER_FORM__PAPER_FORM_ORIGINAL,
						   LT__PAPER_FORM__PAPER_FORM_COPY,
						   LT__PAPER_FORM__PAPER_FORM_ELECTRONIC};
	Lt__SubmitDossier *submit = &m->submit;
	Lt__Paper *paper = lt_arena_alloc(m->call->arena, sizeof *paper);
	if (!paper || !lt_part_only(part, paper_names) ||
	    !LT_ARENA_PUSH(m->call->arena, submit->papers, submit->n_papers))
		return false;
	const char *name = lt_part_text(part, "TenThanhPhanHoSo");
	const Lt__IntakePaper *known = find_paper(m, lt_part_text(part, "MaThanhPhanHoSo"), name);
	if (!known)
		return refuse_paper(m, part, name);
	lt__paper__init(paper);
	paper->id = known->id;
	paper->name = known->name;
	paper->form = forms[lt_part_number(part, "LoaiBan", 1, 0, FORMS - 1)];
	paper->digitised = lt_part_number(part, "DuocSoHoa", 0, 0, 1) == 1;
	paper->reused = lt_part_number(part, "DuocTaiSuDung", 0, 0, 1) == 1;
	paper->from_store = lt_part_number(part, "DuocLayTuKhoDMQG", 0, 0, 1) == 1;
	(void)lt_part_number(part, "SoLuong", 1, 0, COPIES_MAX);
	read_files(part, paper);
	submit->papers[submit->n_papers++] = paper;
	return !m->part.body->flaw.vietnamese;
}

static bool read_papers(struct message *m)
{
	struct lt_part papers = lt_part_array(m->part, "ThanhPhanHoSo");
	for (size_t i = 0; i < lt_part_count(papers); i++)
		if (!read_paper(m, lt_part_item(papers, i)))
			return false;
	return !m->part.body->flaw.vietnamese;
}

/* -- the whole -- */

/* @return false: the answer is there */
static bool read_head(struct message *m)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	lt__submit_dossier__init(&m->submit);
	if (lt_part_only(m->part, dossier_names)) {
		m->submit.procedure = lt_part_need(m->part, "MaTTHC");
		m->submit.unit = lt_part_need(m->part, "MaDonViTiepNhan");
		m->submit.submitted_us = lt_part_time(m->part, "NgayNop");
		m->submit.channel = LT__CHANNEL__CHANNEL_ONLINE;
		m->submit.applicant = &m->applicant;
	}
	if (m->part.body->flaw.vietnamese)
		return lt_api_flawed(m->call, m->part.body), false;
	if (!lt_api_unit(m->call, m->submit.unit))
		return false;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INTAKE;
	fetch.unit = m->submit.unit;
	fetch.code = m->submit.procedure;
	int r = lt_api_ask(m->call, &fetch, fetch.unit, &reply, &err);
	if (r < 0)
		return lt_api_failed(m->call, r, &err, NULL), false;
	m->intake = reply->intakes[0];
	return true;
}

static void dossier(struct lt_api_call *call)
{
	LT_AUTO(body) struct lt_body body = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	struct message m = {.call = call};
	if (!lt_api_body(call, &body))
		return;
	m.part = lt_body_root(&body);
	if (!read_head(&m))
		return;
	if (!read_people(&m) || !read_papers(&m) ||
	    !lt_api_fields(m.part, "DuLieu", &m.submit.fields, &m.submit.n_fields) ||
	    body.flaw.vietnamese)
		return lt_api_flawed(call, &body);
	/* the portal's own code is its name for this request, for ever */
	const char *name = lt_api_name(call, lt_part_text(m.part, "MaHoSo"));
	if (!name)
		return;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	actor.unit = m.submit.unit;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &m.submit;
	lt_api_send(call, &command, name, true);
}

/* -- progress and states -- */

enum { STATE_WITHDRAWN = 7, STATES_MAX = 10, STATE_MESSAGES_MAX = 100 };

static const char *const state_names[] = {"IDHoSo",	     "IdHoSo",
					  "MaHoSo",	     "TrangThai",
					  "NguoiXuLy",	     "ThoiDiemXuLy",
					  "PhongBanXuLy",    "NoiDungXuLy",
					  "NgayBatDau",	     "NgayKetThucTheoQuyDinh",
					  "MaDonViTiepNhan", NULL};

static json_t *told(const char *code, int64_t state, const char *result, const char *why)
{
	return json_pack("{s:s, s:I, s:s, s:s}", "MaHoSo", code, "TrangThai", (json_int_t)state,
			 "KetQua", result, "NoiDung", why);
}

static json_t *withdraw(struct lt_api_call *call, struct lt_part item, const char *code,
			const char *request)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__WithdrawDossier what = LT__WITHDRAW_DOSSIER__INIT;
	Lt__CommandReply *reply;
	struct lt_err err = {0};
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	actor.unit = lt_part_text(item, "MaDonViTiepNhan");
	if (!lt_keys_has(call->key->units, actor.unit))
		return told(code, STATE_WITHDRAWN, "key-unit",
			    "MaDonViTiepNhan phải là đơn vị của khóa này");
	what.note = either(lt_part_text(item, "NoiDungXuLy"), "công dân rút hồ sơ trên cổng");
	command.code = code;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_WITHDRAW;
	command.withdraw = &what;
	command.request = request;
	int r = lt_ask_command(call->ask, &command, call->arena, &reply, &err);
	if (r < 0)
		return told(code, STATE_WITHDRAWN, lt_err_name(r),
			    err.text[0] ? err.text : lt_err_vietnamese(r));
	return reply->refusal
		       ? told(code, STATE_WITHDRAWN, lt_refusal_name(reply->refusal), reply->text)
		       : told(code, STATE_WITHDRAWN, "accepted", "đã rút");
}

static json_t *take_state(struct lt_api_call *call, struct lt_part item, const char *name, size_t i)
{
	if (!lt_part_only(item, state_names))
		return NULL;
	const char *code = lt_part_need(item, "MaHoSo");
	int64_t state = lt_part_number(item, "TrangThai", 0, 1, STATES_MAX);
	const char *request = lt_arena_printf(call->arena, "%s/%s.%zu", call->key->id, name, i);
	if (item.body->flaw.vietnamese || !request)
		return NULL;
	if (state == STATE_WITHDRAWN)
		return withdraw(call, item, code, request);
	return told(code, state, "not-yours",
		    "trạng thái và tiến độ do bộ phận một cửa ghi rồi báo cho cổng (GET "
		    "/api/v1/feed); cổng chỉ gửi được trạng thái 7: công dân rút hồ sơ");
}

static void states(struct lt_api_call *call)
{
	LT_AUTO(body) struct lt_body body = {0};
	const char *name = lt_api_name(call, NULL);
	if (!name || !lt_api_body(call, &body))
		return;
	struct lt_part all = lt_body_root(&body);
	if (!json_is_array(all.json) || json_array_size(all.json) > STATE_MESSAGES_MAX)
		(void)lt_part_flaw(all, "", "phải là một mảng, nhiều nhất 100 mục",
				   "must be an array of at most 100 items");
	json_t *list = json_array();
	for (size_t i = 0; i < lt_part_count(all) && !body.flaw.vietnamese; i++) {
		json_t *result = take_state(call, lt_part_item(all, i), name, i);
		if (result)
			(void)json_array_append_new(list, result);
	}
	if (body.flaw.vietnamese) {
		json_decref(list);
		return lt_api_flawed(call, &body);
	}
	lt_api_answer(call, 200, json_pack("{s:o}", "items", list));
}

const struct lt_api_route lt_api_routes_portal[] = {
	{LT_HTTP_POST, "/api/v1/portal/dossiers", LT_KEY_submit, dossier},
	{LT_HTTP_POST, "/api/v1/portal/states", LT_KEY_act, states},
	{0, NULL, 0, NULL},
};
