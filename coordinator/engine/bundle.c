/* SPDX-License-Identifier: EUPL-1.2 */
/* A bundle: its files are checked together, apart from the engine; then each becomes an event of
 * the registry, all in one entry of the journal, or none does. */
#include "coordinator/engine/bundle.h"

#include <string.h>

#include "proto/base/limits.h"
#include "records/proposals.h"

/* -- what is in a command -- */

static int read_item(const Lt__PublishItem *item, Lt__ProposedFile *ret)
{
	if (item->body_case == LT__PUBLISH_ITEM__BODY_DEFINITION) {
		const Lt__PublishDefinition *d = item->definition;
		ret->kind = LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE;
		ret->source = d->source;
		ret->name = d->name;
		ret->from_us = d->from_us;
		ret->tests_name = d->tests_name;
		ret->tests = d->tests;
		ret->uses = d->uses;
		ret->n_uses = d->n_uses;
	} else if (item->body_case == LT__PUBLISH_ITEM__BODY_DIRECTORY) {
		ret->kind = LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY;
		ret->source = item->directory->source;
		ret->name = item->directory->name;
		ret->from_us = item->directory->from_us;
	} else if (item->body_case == LT__PUBLISH_ITEM__BODY_CALENDAR) {
		ret->kind = LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR;
		ret->source = item->calendar->source;
		ret->name = item->calendar->name;
		ret->from_us = item->calendar->from_us;
	} else {
		return LT_E_FORMAT;
	}
	return 0;
}

int lt_bundle_read(const Lt__PublishBundle *cmd, struct lt_arena *arena, Lt__BundleProposed *ret)
{
	Lt__ProposedFile *files = lt_arena_zalloc(arena, cmd->n_items + 1, sizeof *files);
	lt__bundle_proposed__init(ret);
	ret->files = lt_arena_zalloc(arena, cmd->n_items + 1, sizeof *ret->files);
	if (!files || !ret->files)
		return LT_E_NOMEM;
	for (size_t i = 0; i < cmd->n_items; i++) {
		lt__proposed_file__init(&files[i]);
		ret->files[ret->n_files++] = &files[i];
		int r = read_item(cmd->items[i], &files[i]);
		if (r < 0)
			return r;
		for (size_t k = 0; k < files[i].n_uses; k++)
			if (files[i].uses[k] < 0 || (uint64_t)files[i].uses[k] >= cmd->n_support)
				return LT_E_FORMAT;
	}
	ret->support = cmd->support;
	ret->n_support = cmd->n_support;
	ret->note = cmd->note;
	return ret->n_files ? 0 : LT_E_FORMAT;
}

static enum lt_judge_kind judge_kind(Lt__PublishKind kind)
{
	return kind == LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE ? LT_JUDGE_OVERRIDE
								: (enum lt_judge_kind)kind;
}

static int open_bundle(struct lt_publishing *p, const Lt__BundleProposed *what,
		       struct lt_bundle *ret)
{
	*ret = (struct lt_bundle){.p = p, .what = what, .count = what->n_files};
	ret->files = lt_arena_zalloc(p->arena, ret->count + 1, sizeof *ret->files);
	ret->items = lt_arena_zalloc(p->arena, ret->count + 1, sizeof *ret->items);
	if (!ret->files || !ret->items)
		return LT_E_NOMEM;
	for (size_t i = 0; i < ret->count; i++) {
		const Lt__ProposedFile *f = what->files[i];
		ret->files[i] = (struct lt_judge_file){.kind = judge_kind(f->kind),
						       .path = f->name,
						       .text = lt_slice_str(f->source)};
		/* a day that has passed while it waited for its release is now */
		ret->items[i] = (struct lt_planned){.file = &ret->files[i],
						    .source = f->source,
						    .from_us = f->from_us ? f->from_us : p->now_us};
	}
	return 0;
}

/* -- the check -- */

static const char *findings_text(struct lt_bundle *b, const char *text,
				 const struct lt_judged *judged)
{
	struct lt_arena *arena = b->p->arena;
	if (judged->result == LT_E_ABSENT && judged->extends)
		return lt_arena_printf(
			arena,
			"%s%schưa công bố thủ tục gốc %s; hãy công bố tệp gốc trước, "
			"hoặc cùng một lần",
			text, *text ? "\n" : "", judged->extends);
	if (judged->findings.count == 0)
		return lt_arena_printf(arena, "%s%s%s", text, *text ? "\n" : "", judged->why);
	for (size_t i = 0; i < judged->findings.count && text; i++) {
		const struct lt_finding *f = &judged->findings.items[i];
		text = lt_arena_printf(arena, "%s%s%s:%d: %s: %s; %s", text, *text ? "\n" : "",
				       f->file, f->line, f->rule, f->message,
				       f->remedy ? f->remedy : "");
	}
	return text;
}

/* What the files are checked against: the bundle's own directory, or the one in force. */
static int find_directory(struct lt_bundle *b, struct lt_judge_case *what, struct lt_err *err)
{
	int64_t from_us = 0;
	bool needed = false;
	for (size_t i = 0; i < b->count; i++) {
		if (b->files[i].kind == LT_JUDGE_DIRECTORY)
			what->directory_file = &b->files[i];
		if (b->files[i].kind >= LT_JUDGE_PROCEDURE) {
			needed = true;
			from_us = b->items[i].from_us;
		}
	}
	if (what->directory_file || !needed)
		return 0;
	return lt_registry_directory(b->p->registry, from_us, &what->directory, err);
}

/* An override whose base is published already. @return 1: it is known now. */
static int find_base(struct lt_bundle *b, size_t i, const struct lt_judged *judged,
		     struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	Lt__DefinitionPublished *stored;
	uint8_t *hash = lt_arena_alloc(p->arena, LT_HASH_BYTES);
	struct lt_judge_file *base = lt_arena_alloc(p->arena, sizeof *base);
	if (!hash || !base)
		return LT_E_NOMEM;
	int r = lt_registry_active_hash(p->registry, judged->extends, b->items[i].from_us, true,
					hash, err);
	if (r == 0)
		r = lt_registry_stored(p->registry, hash, p->arena, &stored, err);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	*base = (struct lt_judge_file){.kind = LT_JUDGE_PROCEDURE,
				       .path = stored->name,
				       .text = lt_slice_str(stored->source)};
	b->files[i].base = base;
	b->items[i].overrides = hash;
	return 1;
}

/* In the examination room, or, where there is none, here: without tests. */
static int examine(struct lt_bundle *b, struct lt_judge_case *what, struct lt_judged **ret,
		   Lt__TestsPlayed **ret_tests, struct lt_err *err)
{
	struct lt_exam exam = {.what = *what, .bundle = b->what};
	*ret_tests = lt_arena_alloc(b->p->arena, sizeof **ret_tests);
	if (!*ret_tests)
		return LT_E_NOMEM;
	lt__tests_played__init(*ret_tests);
	if (b->p->exams)
		return lt_exams_ask(b->p->exams, &exam, b->p->arena, ret, ret_tests, err);
	what->here = true;
	return lt_judge(what, b->p->arena, ret, err);
}

/* Overrides name their base in the file, which only a child reads: those that did not find it
 * among the files are judged once more with it. */
static int judge(struct lt_bundle *b, struct lt_judge_case *what, struct lt_judged **ret,
		 Lt__TestsPlayed **ret_tests, struct lt_err *err)
{
	int again = 0;
	int r = examine(b, what, ret, ret_tests, err);
	for (size_t i = 0; i < b->count && r == 0; i++) {
		const struct lt_judged *judged = &(*ret)[i];
		if (judged->result != LT_E_ABSENT || !judged->extends)
			continue;
		int found = find_base(b, i, judged, err);
		r = found < 0 ? found : 0;
		again |= found > 0;
	}
	return r == 0 && again ? examine(b, what, ret, ret_tests, err) : r;
}

/* Calls of procedures that are published already, as they are when the bundle comes into force. */
static int hold_calls(struct lt_bundle *b, const struct lt_judge_case *what,
		      struct lt_judged *judged, struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	struct lt_names codes;
	size_t count = 0;
	int64_t at_us = p->now_us;
	int r = lt_judge_missing(what, judged, p->arena, &codes);
	if (r < 0 || !codes.count)
		return r;
	struct lt_judged_other *others = lt_arena_zalloc(p->arena, codes.count, sizeof *others);
	if (!others)
		return LT_E_NOMEM;
	for (size_t i = 0; i < b->count; i++)
		at_us = b->items[i].from_us > at_us ? b->items[i].from_us : at_us;
	for (uint32_t i = 0; i < codes.count; i++) {
		const struct lt_definition *d;
		r = lt_registry_active(p->registry, codes.items[i], at_us, &d, err);
		if (r == LT_E_ABSENT)
			continue;
		others[count].code = codes.items[i];
		if (r == 0)
			r = lt_judge_face(d, p->arena, &others[count++].face);
		if (r < 0)
			return r;
	}
	return lt_judge_calls(what, others, count, p->arena, judged);
}

/* -- a version says one thing for ever -- */

/* @return 1: it names another content already; 0: it may be used. */
static int version_taken(struct lt_bundle *b, size_t i, struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	const struct lt_planned *item = &b->items[i];
	const char *known;
	uint8_t hash[LT_HASH_BYTES];
	if (item->file->kind >= LT_JUDGE_PROCEDURE) {
		int r = lt_version_hash(p->registry->state, item->judged->code,
					item->judged->version, hash, err);
		return r < 0 ? (r == LT_E_ABSENT ? 0 : r)
			     : memcmp(hash, item->judged->hash, sizeof hash) != 0;
	}
	enum lt_table table =
		item->file->kind == LT_JUDGE_DIRECTORY ? LT_TABLE_directory : LT_TABLE_calendar;
	int r = lt_registry_dated_source(p->registry, table, item->judged->version, p->arena,
					 &known, err);
	return r < 0 ? (r == LT_E_ABSENT ? 0 : r) : strcmp(known, item->source) != 0;
}

static int check_versions(struct lt_bundle *b, struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	const char *text = "";
	for (size_t i = 0; i < b->count && text; i++) {
		const struct lt_planned *item = &b->items[i];
		int taken = version_taken(b, i, err);
		if (taken < 0)
			return taken;
		if (taken)
			text = lt_arena_printf(
				p->arena,
				"%s%s%s: đã công bố phiên bản %s với nội dung khác; hãy đổi "
				"version trong tệp rồi công bố lại",
				text, *text ? "\n" : "", item->file->path, item->judged->version);
	}
	if (!text)
		return LT_E_NOMEM;
	return *text ? lt_publishing_refuse(p, LT_REFUSAL_CHECK, text) : 0;
}

/* -- all of it -- */

static int judge_all(struct lt_bundle *b, struct lt_judged **ret, Lt__TestsPlayed **ret_tests,
		     struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	struct lt_judge_case what = {.files = b->files, .count = b->count};
	struct lt_err why = {0};
	int r = find_directory(b, &what, &why);
	if (r == 0)
		r = judge(b, &what, ret, ret_tests, &why);
	if (r == 0)
		r = hold_calls(b, &what, *ret, &why);
	if (r == LT_E_ABSENT || r == LT_E_SCRIPT || r == LT_E_LIMIT || r == LT_E_FORMAT ||
	    r == LT_E_TIMEOUT)
		return lt_publishing_refuse(p, LT_REFUSAL_CHECK, lt_arena_str(p->arena, why.text));
	if (r < 0 && err)
		*err = why;
	return r;
}

int lt_bundle_check(struct lt_publishing *p, const Lt__BundleProposed *what, struct lt_bundle *ret,
		    struct lt_err *err)
{
	struct lt_judged *judged;
	Lt__TestsPlayed *played;
	const char *text = "";
	int r = open_bundle(p, what, ret);
	if (r == 0)
		r = judge_all(ret, &judged, &played, err);
	if (r < 0 || p->fx->verdict.refusal)
		return r;
	for (size_t i = 0; i < ret->count && text; i++) {
		ret->items[i].judged = &judged[i];
		if (judged[i].result < 0)
			text = findings_text(ret, text, &judged[i]);
	}
	if (!text)
		return LT_E_NOMEM;
	if (*text || *played->failed)
		return lt_publishing_refuse(p, LT_REFUSAL_CHECK, *text ? text : played->failed);
	ret->played = played;
	/* a trial tries drafts beside what they were made from */
	return p->alone ? 0 : check_versions(ret, err);
}

/* What is kept of the examination of one file. */
static int report_of(const struct lt_bundle *b, size_t i, Lt__ExamReport **ret)
{
	struct lt_arena *arena = b->p->arena;
	const struct lt_findings *found = &b->items[i].judged->findings;
	Lt__ExamReport *report = lt_arena_alloc(arena, sizeof *report);
	if (!report)
		return LT_E_NOMEM;
	lt__exam_report__init(report);
	for (size_t k = 0; k < found->count; k++) {
		Lt__ExamFinding *finding = lt_arena_alloc(arena, sizeof *finding);
		if (!finding || !LT_ARENA_PUSH(arena, report->findings, report->n_findings))
			return LT_E_NOMEM;
		lt__exam_finding__init(finding);
		finding->rule = found->items[k].rule;
		finding->line = found->items[k].line;
		finding->message = found->items[k].message;
		finding->remedy = found->items[k].remedy ? found->items[k].remedy : "";
		report->findings[report->n_findings++] = finding;
	}
	if (i < b->played->n_files) {
		report->tests = b->played->files[i]->tests;
		report->n_tests = b->played->files[i]->n_tests;
	}
	*ret = report;
	return 0;
}

int lt_bundle_note(const struct lt_bundle *b, Lt__BundleProposed *what)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct lt_judged *judged = b->items[i].judged;
		Lt__ProposedFile *f = what->files[i];
		uint8_t *hash = lt_arena_alloc(b->p->arena, LT_HASH_BYTES);
		if (!hash)
			return LT_E_NOMEM;
		if (b->files[i].kind >= LT_JUDGE_PROCEDURE)
			memcpy(hash, judged->hash, LT_HASH_BYTES);
		else
			lt_hash(b->files[i].text, hash);
		f->hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = hash};
		f->procedure = judged->code ? judged->code : "";
		f->version = judged->version;
		int r = report_of(b, i, &f->report);
		if (r < 0)
			return r;
	}
	return 0;
}

/* -- the events -- */

static bool same_row(const struct lt_planned *a, const struct lt_planned *b)
{
	bool procedure = a->file->kind >= LT_JUDGE_PROCEDURE;
	return a->from_us == b->from_us && procedure == (b->file->kind >= LT_JUDGE_PROCEDURE) &&
	       (procedure ? strcmp(a->judged->code, b->judged->code) == 0
			  : a->file->kind == b->file->kind);
}

/* Files in force from one instant (a base and its overrides, a correction of the same day) may not
 * take each other's row: each gets a moment of its own. */
static int free_moment(struct lt_bundle *b, size_t i)
{
	struct lt_planned *item = &b->items[i];
	enum lt_table table = item->file->kind == LT_JUDGE_DIRECTORY  ? LT_TABLE_directory
			      : item->file->kind == LT_JUDGE_CALENDAR ? LT_TABLE_calendar
								      : LT_TABLE_active;
	struct lt_key key;
	struct lt_slice value;
	for (;; item->from_us++) {
		bool taken = false;
		for (size_t k = 0; k < i && !taken; k++)
			taken = same_row(item, &b->items[k]);
		if (taken)
			continue;
		if (table == LT_TABLE_active)
			lt_key_active(lt_name_key(item->judged->code), item->from_us, &key);
		else
			lt_key_from(item->from_us, &key);
		int r = lt_txn_get(b->p->registry->state->txn, table, lt_key_slice(&key), &value,
				   /* err: */ NULL);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
	}
}

static int emit_definition(struct lt_bundle *b, size_t i, uint32_t proposal, const char *author)
{
	struct lt_planned *item = &b->items[i];
	Lt__Event event = LT__EVENT__INIT;
	Lt__DefinitionPublished e = LT__DEFINITION_PUBLISHED__INIT;
	const struct lt_judged *judged = item->judged;
	for (size_t k = 0; judged->extends && !item->overrides && k < i; k++)
		if (b->items[k].judged->code && !b->items[k].judged->extends &&
		    strcmp(b->items[k].judged->code, judged->extends) == 0)
			item->overrides = b->items[k].judged->hash;
	e.hash.data = (uint8_t *)(uintptr_t)judged->hash;
	e.hash.len = LT_HASH_BYTES;
	e.procedure = judged->code;
	e.version = judged->version;
	e.source = item->source;
	e.name = item->file->path;
	e.from_us = item->from_us;
	e.proposal = proposal;
	e.author = author;
	int r = report_of(b, i, &e.report);
	if (r < 0)
		return r;
	if (item->overrides)
		e.overrides = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
						    .data = (uint8_t *)(uintptr_t)item->overrides};
	event.body_case = LT__EVENT__BODY_DEFINITION;
	event.definition = &e;
	return lt_publishing_emit(b->p, &event);
}

static int emit_dated(struct lt_bundle *b, const struct lt_planned *item, uint32_t proposal,
		      const char *author)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__CalendarPublished calendar = LT__CALENDAR_PUBLISHED__INIT;
	Lt__DirectoryPublished directory = LT__DIRECTORY_PUBLISHED__INIT;
	calendar.version = directory.version = item->judged->version;
	calendar.source = directory.source = item->source;
	calendar.name = directory.name = item->file->path;
	calendar.from_us = directory.from_us = item->from_us;
	calendar.proposal = directory.proposal = proposal;
	calendar.author = directory.author = author;
	if (item->file->kind == LT_JUDGE_DIRECTORY) {
		event.body_case = LT__EVENT__BODY_DIRECTORY;
		event.directory = &directory;
	} else {
		event.body_case = LT__EVENT__BODY_CALENDAR;
		event.calendar = &calendar;
	}
	return lt_publishing_emit(b->p, &event);
}

int lt_bundle_emit(struct lt_bundle *b, uint32_t proposal, const char *author)
{
	int r = 0;
	for (size_t i = 0; i < b->count && r == 0; i++) {
		r = free_moment(b, i);
		if (r == 0)
			r = b->files[i].kind >= LT_JUDGE_PROCEDURE
				    ? emit_definition(b, i, proposal, author)
				    : emit_dated(b, &b->items[i], proposal, author);
	}
	return r;
}
