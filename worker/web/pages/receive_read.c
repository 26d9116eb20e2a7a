/* SPDX-License-Identifier: EUPL-1.2 */
/* What was typed becomes what is handed in. The core has the last word; here every flaw that can be
 * told from the declarations is found at once, in the core's words. */
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/definition.h"
#include "procedures/core/verdict.h"
#include "worker/web/controls.h"
#include "worker/web/pages/receive_own.h"

const char *lt_receiving_typed(const struct lt_receiving *r, const char *prefix, const char *name)
{
	const char *key = lt_arena_printf(r->view->arena, "%s%s", prefix, name);
	return key ? lt_http_text(r->view->request->form, key) : "";
}

const char *lt_receiving_id(const struct lt_receiving *r, const char *prefix, const char *name)
{
	const char *id = lt_arena_printf(r->view->arena, "o-%s%s", prefix, name);
	return id ? id : "";
}

void lt_receiving_flaw(struct lt_receiving *r, const char *id, const char *text)
{
	if (text && LT_ARENA_PUSH(r->view->arena, r->flaws, r->flaws_count))
		r->flaws[r->flaws_count++] = (struct lt_flaw){.id = id, .text = text};
}

static void flaw(struct lt_receiving *r, const char *prefix, const char *name,
		 enum lt_refusal refusal, const char *label)
{
	lt_receiving_flaw(
		r, lt_receiving_id(r, prefix, name),
		lt_arena_printf(r->view->arena, "%s: %s", label, lt_refusal_vietnamese(refusal)));
}

/* Without the blanks around it. */
static const char *trimmed(struct lt_receiving *r, const char *text)
{
	text += strspn(text, " \t\r\n");
	size_t n = strlen(text);
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	const char *own = lt_arena_printf(r->view->arena, "%.*s", (int)n, text);
	return own ? own : "";
}

static bool read_fields(struct lt_receiving *r, Lt__SubmitDossier *ret)
{
	for (size_t i = 0; i < r->intake->n_fields; i++) {
		const Lt__IntakeField *decl = r->intake->fields[i];
		const char *text = trimmed(r, lt_receiving_typed(r, "t.", decl->name));
		Lt__Field *field = lt_arena_alloc(r->view->arena, sizeof *field);
		if (!field || !LT_ARENA_PUSH(r->view->arena, ret->fields, ret->n_fields))
			return false;
		if (!*text && decl->required)
			flaw(r, "t.", decl->name, LT_REFUSAL_FIELD_MISSING, decl->label);
		else if (*text && !lt_control_read(decl, text, field))
			flaw(r, "t.", decl->name, LT_REFUSAL_FIELD_TYPE, decl->label);
		else if (*text)
			ret->fields[ret->n_fields++] = field;
	}
	return true;
}

/* A scan is as good as the tick beside it. */
static bool read_scan(struct lt_receiving *r, const Lt__IntakePaper *decl, struct lt_given *given,
		      Lt__Paper *paper)
{
	if (!lt_files_given(r->view, decl->id, given))
		return false;
	if (given->flaw)
		lt_receiving_flaw(r, lt_receiving_id(r, "tep.", decl->id), given->flaw);
	else
		lt_files_name(given, paper);
	return true;
}

static bool read_papers(struct lt_receiving *r, Lt__SubmitDossier *ret)
{
	lt_receiving_before(r);
	r->given = lt_arena_zalloc(r->view->arena, r->intake->n_papers + 1, sizeof *r->given);
	for (size_t i = 0; r->given && i < r->intake->n_papers; i++) {
		const Lt__IntakePaper *decl = r->intake->papers[i];
		const char *form = lt_receiving_typed(r, "gd.", decl->id);
		bool here = *lt_receiving_typed(r, "g.", decl->id);
		Lt__Paper *paper = lt_arena_alloc(r->view->arena, sizeof *paper);
		if (!paper || !LT_ARENA_PUSH(r->view->arena, ret->papers, ret->n_papers))
			return false;
		lt__paper__init(paper);
		paper->id = decl->id;
		paper->name = decl->name;
		paper->form = strcmp(form, "goc") == 0	? LT__PAPER_FORM__PAPER_FORM_ORIGINAL
			      : strcmp(form, "dt") == 0 ? LT__PAPER_FORM__PAPER_FORM_ELECTRONIC
							: LT__PAPER_FORM__PAPER_FORM_COPY;
		here |= read_scan(r, decl, &r->given[i], paper);
		if (lt_receiving_reused(r, decl->id) && !r->given[i].hash) {
			lt_receiving_reuse(lt_receiving_reused(r, decl->id), paper);
			here = true;
		}
		if (here)
			ret->papers[ret->n_papers++] = paper;
		else if (decl->required)
			flaw(r, "g.", decl->id, LT_REFUSAL_PAPER_MISSING, decl->name);
	}
	return r->given != NULL;
}

static Lt__Applicant *read_applicant(struct lt_receiving *r)
{
	Lt__Applicant *a = lt_arena_alloc(r->view->arena, sizeof *a);
	if (!a)
		return NULL;
	lt__applicant__init(a);
	a->name = trimmed(r, lt_receiving_typed(r, "", "ten"));
	a->id_number = trimmed(r, lt_receiving_typed(r, "", "giay_to"));
	a->phone = trimmed(r, lt_receiving_typed(r, "", "dien_thoai"));
	a->email = trimmed(r, lt_receiving_typed(r, "", "thu"));
	a->address = trimmed(r, lt_receiving_typed(r, "", "dia_chi"));
	a->authorised_name = trimmed(r, lt_receiving_typed(r, "", "uq_ten"));
	a->authorised_id_number = trimmed(r, lt_receiving_typed(r, "", "uq_giay_to"));
	a->authorised_phone = trimmed(r, lt_receiving_typed(r, "", "uq_dien_thoai"));
	if (!*a->name)
		flaw(r, "", "ten", LT_REFUSAL_FIELD_MISSING,
		     LT_SAY(r->view, "Họ tên chủ hồ sơ", "Applicant's name"));
	return a;
}

bool lt_receiving_read(struct lt_receiving *r, Lt__SubmitDossier *ret)
{
	enum { SETS_MAX = 99 };
	const char *way = lt_receiving_typed(r, "", "cach");
	const char *sets = trimmed(r, lt_receiving_typed(r, "", "so_bo"));
	char *end;
	lt__submit_dossier__init(ret);
	ret->procedure = r->intake->procedure;
	ret->unit = r->unit;
	ret->channel = strcmp(way, "buu_chinh") == 0 ? LT__CHANNEL__CHANNEL_POST
						     : LT__CHANNEL__CHANNEL_DIRECT;
	ret->sets = (uint32_t)strtoul(sets, &end, 10);
	if (*end || ret->sets > SETS_MAX)
		flaw(r, "", "so_bo", LT_REFUSAL_FIELD_TYPE,
		     LT_SAY(r->view, "Số bộ hồ sơ", "Sets of papers"));
	ret->applicant = read_applicant(r);
	return ret->applicant && read_fields(r, ret) && read_papers(r, ret);
}
