/* SPDX-License-Identifier: EUPL-1.2 */
/* Handing in, acting, answering a hand-off: JSON becomes a command of the desk. */
#include <string.h>

#include "worker/web/api/write_own.h"

/* -- what every request that changes something must have -- */

const char *lt_api_name(struct lt_api_call *call, const char *otherwise)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._:-";
	enum { NAME_BYTES_MAX = 128 };
	const char *name = call->request->request_id;
	if (!*name && otherwise)
		name = otherwise;
	if (*name && strlen(name) <= NAME_BYTES_MAX && strspn(name, letters) == strlen(name))
		return name;
	lt_api_problem(
		call,
		&(struct lt_problem){
			.status = 400,
			.code = "request-id",
			.vietnamese = "thiếu Idempotency-Key (1 đến 128 chữ, số, . _ : -): mỗi "
				      "yêu cầu một mã riêng, gửi lại thì dùng đúng mã đó",
			.english = "Idempotency-Key is needed: 1 to 128 of A-Z a-z 0-9 . _ : -"});
	return NULL;
}

bool lt_api_body(struct lt_api_call *call, struct lt_body *ret)
{
	static const char json[] = "application/json";
	const char *type = call->request->content_type;
	*ret = (struct lt_body){0};
	if (strncmp(type, json, sizeof json - 1) != 0 ||
	    (type[sizeof json - 1] && type[sizeof json - 1] != ';')) {
		lt_api_problem(call, &(struct lt_problem){
					     .status = 415,
					     .code = "type",
					     .vietnamese = "nội dung phải là application/json",
					     .english = "the body must be application/json"});
		return false;
	}
	if (lt_body_read(call->request->body, call->arena, ret) == 0)
		return true;
	lt_api_problem(call, &(struct lt_problem){.status = 400,
						  .code = "json",
						  .vietnamese = ret->flaw.vietnamese,
						  .english = ret->flaw.english});
	return false;
}

bool lt_api_unit(struct lt_api_call *call, const char *unit)
{
	if (lt_keys_has(call->key->units, unit))
		return true;
	lt_api_problem(
		call, &(struct lt_problem){
			      .status = 403,
			      .code = "key-unit",
			      .vietnamese = lt_arena_printf(
				      call->arena, "khóa này không được cấp cho đơn vị '%s'", unit),
			      .english = "the key is not for that unit"});
	return false;
}

void lt_api_send(struct lt_api_call *call, Lt__Command *command, const char *name, bool fresh)
{
	Lt__CommandReply *reply;
	struct lt_err err = {0};
	const char *dossier = *command->code ? command->code : NULL;
	command->request = lt_arena_printf(call->arena, "%s/%s", call->key->id, name);
	int r = command->request ? lt_ask_command(call->ask, command, call->arena, &reply, &err)
				 : LT_E_NOMEM;
	if (r < 0)
		return lt_api_failed(call, r, &err, dossier);
	lt_api_told(call, reply, dossier, fresh);
}

/* -- parts of bodies -- */

bool lt_api_officer(struct lt_api_call *call, const char *unit, const char *officer, Lt__Actor *ret)
{
	const char *officers = call->key->officers;
	lt__actor__init(ret);
	ret->unit = unit;
	if (!lt_api_unit(call, unit))
		return false;
	if (!*officer && *officers && !strchr(officers, ' '))
		officer = officers; /* there is but one */
	ret->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	ret->id = officer;
	if (lt_keys_has(officers, officer))
		return true;
	lt_api_problem(call,
		       &(struct lt_problem){
			       .status = 403,
			       .code = "key-officer",
			       .vietnamese =
				       "khóa này không được làm thay cán bộ đó; nêu officer là "
				       "người có trong khóa (--as)",
			       .english = "the key may not act as that officer"});
	return false;
}

bool lt_api_actor(struct lt_api_call *call, struct lt_part part, bool citizen, Lt__Actor *ret)
{
	const char *officer = lt_part_text(part, "officer"), *unit = lt_part_need(part, "unit");
	if (part.body->flaw.vietnamese)
		return lt_api_flawed(call, part.body), false;
	if (*officer || !citizen)
		return lt_api_officer(call, unit, officer, ret);
	lt__actor__init(ret);
	ret->unit = unit;
	ret->kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	return lt_api_unit(call, unit);
}

static Lt__Field *read_field(struct lt_part fields, const char *name, const json_t *value)
{
	Lt__Field *field = lt_arena_alloc(fields.body->arena, sizeof *field);
	if (!field)
		return NULL;
	lt__field__init(field);
	field->name = lt_arena_str(fields.body->arena, name);
	switch (json_typeof(value)) {
	case JSON_TRUE:
	case JSON_FALSE:
		field->yes = json_is_true(value);
		field->value_case = LT__FIELD__VALUE_YES;
		break;
	case JSON_INTEGER:
		field->number = json_integer_value(value);
		field->value_case = LT__FIELD__VALUE_NUMBER;
		break;
	case JSON_STRING:
		field->text = lt_part_text(fields, name);
		field->value_case = LT__FIELD__VALUE_TEXT;
		break;
	default:
		(void)lt_part_flaw(fields, name, "phải là chuỗi, số nguyên, true hoặc false",
				   "must be a string, a whole number, true or false");
	}
	return field->name ? field : NULL;
}

bool lt_api_fields(struct lt_part part, const char *name, Lt__Field ***ret, size_t *ret_count)
{
	struct lt_part fields = lt_part_object(part, name);
	json_t *any = (json_t *)(uintptr_t)fields.json; /* jansson's iterators are not const */
	if (!any)
		return true;
	if (json_object_size(any) > LT_BODY_ITEMS_MAX)
		return lt_part_flaw(fields, "", "quá nhiều trường", "too many fields");
	for (void *at = json_object_iter(any); at; at = json_object_iter_next(any, at)) {
		const json_t *value = json_object_iter_value(at);
		if (json_is_null(value))
			continue;
		Lt__Field *field = read_field(fields, json_object_iter_key(at), value);
		if (!field || !LT_ARENA_PUSH(part.body->arena, *ret, *ret_count))
			return lt_part_flaw(fields, "", "quá lớn", "too large");
		(*ret)[(*ret_count)++] = field;
	}
	return true;
}

static const char *const paper_forms[] = {"copy", "original", "electronic", NULL};
static const Lt__PaperForm paper_form_values[] = {LT__PAPER_FORM__PAPER_FORM_COPY,
						  LT__PAPER_FORM__PAPER_FORM_ORIGINAL,
						  LT__PAPER_FORM__PAPER_FORM_ELECTRONIC};

static Lt__Paper *read_paper(struct lt_part part)
{
	static const char *const names[] = {"id",	  "name",	 "form",
					    "link",	  "result_code", "digitised",
					    "from_store", "reused",	 NULL};
	Lt__Paper *paper = lt_arena_alloc(part.body->arena, sizeof *paper);
	if (!paper || !lt_part_only(part, names))
		return NULL;
	lt__paper__init(paper);
	paper->id = lt_part_need(part, "id");
	paper->name = lt_part_text(part, "name");
	paper->form = paper_form_values[lt_part_word(part, "form", paper_forms)];
	paper->link = lt_part_text(part, "link");
	paper->result_code = lt_part_text(part, "result_code");
	paper->digitised = lt_part_yes(part, "digitised");
	paper->from_store = lt_part_yes(part, "from_store");
	paper->reused = lt_part_yes(part, "reused");
	return paper;
}

bool lt_api_papers(struct lt_part part, Lt__Paper ***ret, size_t *ret_count)
{
	struct lt_part papers = lt_part_array(part, "papers");
	for (size_t i = 0; i < lt_part_count(papers) && !part.body->flaw.vietnamese; i++) {
		Lt__Paper *paper = read_paper(lt_part_item(papers, i));
		if (!paper || !LT_ARENA_PUSH(part.body->arena, *ret, *ret_count))
			return lt_part_flaw(papers, "", "quá lớn", "too large");
		(*ret)[(*ret_count)++] = paper;
	}
	return !part.body->flaw.vietnamese;
}

/* -- handing in -- */

static Lt__Applicant *read_applicant(struct lt_part part)
{
	static const char *const names[] = {"name",
					    "id_number",
					    "phone",
					    "email",
					    "address",
					    "authorised_name",
					    "authorised_id_number",
					    "authorised_phone",
					    "account_verified",
					    "population_data",
					    NULL};
	Lt__Applicant *a = lt_arena_alloc(part.body->arena, sizeof *a);
	if (!a || !lt_part_only(part, names))
		return NULL;
	lt__applicant__init(a);
	a->name = lt_part_need(part, "name");
	a->id_number = lt_part_text(part, "id_number");
	a->phone = lt_part_text(part, "phone");
	a->email = lt_part_text(part, "email");
	a->address = lt_part_text(part, "address");
	a->authorised_name = lt_part_text(part, "authorised_name");
	a->authorised_id_number = lt_part_text(part, "authorised_id_number");
	a->authorised_phone = lt_part_text(part, "authorised_phone");
	a->account_verified = lt_part_yes(part, "account_verified");
	a->population_data = lt_part_yes(part, "population_data");
	return a;
}

static bool read_submission(struct lt_part part, Lt__SubmitDossier *ret)
{
	static const char *const names[] = {"procedure", "unit",    "code",   "channel",
					    "applicant", "fields",  "papers", "submitted_at",
					    "sets",	 "officer", NULL};
	static const char *const channels[] = {"online", "direct", "post", NULL};
	static const Lt__Channel values[] = {LT__CHANNEL__CHANNEL_ONLINE,
					     LT__CHANNEL__CHANNEL_DIRECT,
					     LT__CHANNEL__CHANNEL_POST};
	enum { SETS_MAX = 99 };
	lt__submit_dossier__init(ret);
	if (!lt_part_only(part, names))
		return false;
	ret->procedure = lt_part_need(part, "procedure");
	ret->unit = lt_part_need(part, "unit");
	ret->code = lt_part_text(part, "code");
	ret->channel = values[lt_part_word(part, "channel", channels)];
	ret->submitted_us = lt_part_time(part, "submitted_at");
	ret->sets = (uint32_t)lt_part_number(part, "sets", 0, 0, SETS_MAX);
	struct lt_part applicant = lt_part_object(part, "applicant");
	if (!applicant.json)
		return lt_part_flaw(part, "applicant", "bắt buộc phải có", "is required");
	ret->applicant = read_applicant(applicant);
	return ret->applicant && lt_api_fields(part, "fields", &ret->fields, &ret->n_fields) &&
	       lt_api_papers(part, &ret->papers, &ret->n_papers) && !part.body->flaw.vietnamese;
}

static void submit(struct lt_api_call *call)
{
	LT_AUTO(body) struct lt_body body = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SubmitDossier what;
	Lt__Actor actor;
	const char *name = lt_api_name(call, NULL);
	if (!name || !lt_api_body(call, &body))
		return;
	if (!read_submission(lt_body_root(&body), &what))
		return lt_api_flawed(call, &body);
	if (!lt_api_actor(call, lt_body_root(&body), true, &actor))
		return;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &what;
	lt_api_send(call, &command, name, true);
}

const struct lt_api_route lt_api_routes_write[] = {
	{LT_HTTP_POST, "/api/v1/dossiers", LT_KEY_submit, submit},
	{LT_HTTP_POST, "/api/v1/dossiers/:/acts", LT_KEY_act, lt_api_act},
	{LT_HTTP_POST, "/api/v1/dossiers/:/answers", LT_KEY_answer, lt_api_answer_handoff},
	{0, NULL, 0, NULL},
};
