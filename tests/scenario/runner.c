/* SPDX-License-Identifier: EUPL-1.2 */
/* Plays narrated traces: what was done on a virtual clock, and what the engine then said.
 *
 *   [2025-03-03 08:00] A submit 2.000815 at H14.40.21.01 by mai.huong pages=2 copies=1
 * papers=ban_chinh
 *       -> due 2025-03-03 17:00, fee 4000, at receive@H14.40.21.01 due 2025-03-03 10:00
 *   [09:10] A receive: complete by mai.huong -> at compare@H14.40.21.02 due 2025-03-03 14:10
 *   [14:10] A compare: overdue -> at compare@H14.40.21.02 due 2025-03-03 14:10 overdue
 *
 * A line is: [time] what was done -> what then holds, item by item with commas between. A line that
 * begins with blanks goes on with the line above; # begins a comment. Words hold no blanks unless
 * in quotes.
 *
 * Time: [2025-03-03 08:00], seconds if wanted; [08:00] the same day; [+8d 10:00] eight days later
 * at that hour; [+2h] [+30m] [+5s] later; nothing: the same moment. Between lines time passes as
 * for an engine that is awake: everything that comes due is done at its own moment, and must be
 * told by a line of its own, or the trace fails.
 *
 * What is done:
 *   use directory FILE [from DAY], use calendar FILE [from DAY], publish FILE [from DAY]
 *   withdraw_version FILE [yes]        no new dossiers under it; yes: also if none takes its place
 *   restart, crash (as kill -9), crash for 3d (and away so long: what came due is done late)
 *   verify (the nine properties), checkpoint
 *   repeat                             the last command again, under its old request number
 *   A submit PROCEDURE at UNIT [by WHO] [papers=a,b] [channel=online] [applicant="..."] [code=...]
 *       [submitted="2025-03-03 07:00"] [field=value ...]
 *   A STEP: OUTCOME by WHO [note="..."] [papers=a,b] [field=value ...]
 *   A STEP: agree|oppose by WHO        an opinion
 *   A STEP: taken|offered by NODE      a node asks for work, gets this job, and accepts it (or not)
 *   A STEP: ok|failed|running|... by NODE [attempt=N]     and reports
 *   A claim|release STEP by WHO, A assign STEP to OFFICER by WHO
 *   A signal EVENT [by WHO] [field=value ...], A withdraw [by WHO] [note=...], A stop by WHO
 * note=... A apologise by WHO promise=TIME note=... [lateness=N], A explain by WHO note=...
 * [lateness=N], A return WAY by WHO, A retry [by WHO] [with FILE],
 * A migrate from FILE to FILE [map=old:new] and by the engine itself, without
 * "by": A STEP: overdue, A STEP: expired, A overdue, and after "use warnings" A STEP: 50%, A STEP:
 * 80%, A 80% (of the time); A STEP: lost (its node is gone), A STEP: retry
 * and of all that is open: A due: calendar, A due: line, A units: rebound
 *   A hold REASON by WHO basis=... note=..., A resume by WHO note=...,
 *   A extend N by WHO basis=... note=...; a STEP's note=... again=yes: asks the citizen once more
 *   line UNIT from=TIME to=TIME note=..., rebind      by the operator
 *   A form 06 is FILE, book UNIT MONTH is FILE        what would be printed now: see paper.h
 * STEP may be step#TOKEN. WHO is an officer, officer@UNIT, citizen (if nobody is named) or
 * operator. Each command goes through the node that serves the unit it speaks for, or through
 * another: via NODE. A value in digits is a number, yes and no are yes and no, all else and
 * everything in quotes is text. What was done earlier than it arrives: done="2025-03-03 09:00".
 *
 * What holds: every change must be told, and all that is told must hold.
 *   refused NAME | due TIME | due none | clock stopped: REASON | fee N | fee unknown
 *   at STEP@UNIT [held by X] [offered to N attempt K] [running at N attempt K] [again at TIME] [due
 * TIME] [overdue] [in incident]        once for each open step; at nothing incident POINT@STEP | no
 * incident | says "part of a refusal's or incident's text" finished OUTCOME [form F] | closed
 * OUTCOME | returned WAY | withdrawn | stopped and when somebody wants to know: field x=v | no
 * field x | arg x=v | paper x | no paper x | visits STEP N | opinion UNIT agree|oppose|silent|none
 * | status N (of the portal) | pauses N | kept N (signals) | code C | received TIME | counts from
 * TIME | late | in time | duties N (open) | owes apology|explanation WHO@UNIT for LATENESS | owes
 * nothing | lateness N since TIME at UNIT standing|ended|lifted | and what a head reads: late list
 * at UNIT N | duty list at UNIT N | draft to TIME by WHO@UNIT | draft says "reason" | no draft
 *
 * After the last line the nine properties are checked on the folder. --narrate FILE prints the
 * trace with what the engine says in place of what the file says: for writing a trace, and to be
 * read before it is believed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "tests/scenario/play.h"
#include "tests/scenario/tell.h"
#include "tests/support/support.h"

enum { COLUMNS = 100 };

struct runner {
	struct lt_world world;
	struct lt_trace trace;
	bool narrate;
	const struct lt_trace_line *line; /* being played */
	bool inserted;			  /* narrating: lines that the file lacks went before it */
};

/* -- comparing -- */

static bool told(const struct lt_trace_line *line, const char *item)
{
	for (size_t i = 0; i < line->items_count; i++)
		if (strcmp(line->items[i], item) == 0)
			return true;
	return false;
}

/* Items about the reply, not the dossier. */
static void tell_reply(const Lt__CommandReply *reply, struct lt_arena *arena, struct lt_items *ret)
{
	if (reply && reply->refusal)
		lt_items_add(ret, arena,
			     lt_arena_printf(arena, "refused %s", lt_refusal_name(reply->refusal)));
}

static bool reply_says(const Lt__CommandReply *reply, const char *item)
{
	size_t size = strlen(item);
	if (!reply || !reply->text || strncmp(item, "says \"", 6) != 0)
		return false;
	return memmem(reply->text, strlen(reply->text), item + 6, size - 7) != NULL;
}

/* -- what heads read -- */

static const Lt__FetchReply *read_as_head(struct runner *r, Lt__FetchKind kind, const char *unit,
					  uint64_t dossier)
{
	struct lt_world *w = &r->world;
	struct lt_origin origin = {.node = "operator", .is_operator = true};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply = lt_arena_alloc(&w->arena, sizeof *reply);
	LT_REQUIRE(reply != NULL);
	lt__fetch_reply__init(reply);
	fetch.kind = kind;
	fetch.unit = unit;
	fetch.dossier = dossier;
	lt_engine_query(w->engine, &origin, &fetch, &w->arena, reply);
	return reply;
}

/* draft to TIME by WHO@UNIT | no draft | late list at UNIT N | duty list at UNIT N */
static const char *head_reads(struct runner *r, const Lt__Dossier *d, const char *item)
{
	struct lt_arena *arena = &r->world.arena;
	static const char late[] = "late list at ", duty[] = "duty list at ";
	if (strncmp(item, "draft ", 6) == 0 || strcmp(item, "no draft") == 0) {
		const Lt__ApologyDraft *draft =
			read_as_head(r, LT__FETCH_KIND__FETCH_KIND_EXPLAIN, "", d->id)->draft;
		if (!draft)
			return "no draft";
		if (strncmp(item, "draft says ", 11) == 0)
			return lt_arena_printf(arena, "draft says \"%s\"", draft->reason);
		return lt_arena_printf(arena, "draft to %s by %s@%s",
				       lt_tell_time(draft->new_due_us, arena), draft->head,
				       draft->head_unit);
	}
	bool duties = strncmp(item, duty, sizeof duty - 1) == 0;
	if (!duties && strncmp(item, late, sizeof late - 1) != 0)
		return NULL;
	const char *rest = item + sizeof late - 1;
	const char *unit = lt_arena_copy(arena, rest, strcspn(rest, " "));
	const Lt__FetchReply *reply = read_as_head(
		r, duties ? LT__FETCH_KIND__FETCH_KIND_DUTIES : LT__FETCH_KIND__FETCH_KIND_LATE,
		unit, 0);
	return lt_arena_printf(arena, "%s%s %zu", duties ? duty : late, unit,
			       duties ? reply->n_duties : reply->n_items);
}

static const char *actual_of(struct runner *r, const Lt__Dossier *d, const char *item)
{
	const char *read = head_reads(r, d, item);
	return read ? read : lt_tell_actual(d, item, &r->world.arena);
}

static bool holds(struct runner *r, const struct lt_played *played, const Lt__Dossier *d,
		  const char *item)
{
	struct lt_world *w = &r->world;
	struct lt_items reply = {0};
	tell_reply(played->reply, &w->arena, &reply);
	if ((reply.count && strcmp(reply.texts[0], item) == 0) || reply_says(played->reply, item))
		return true;
	const char *actual = d ? actual_of(r, d, item) : NULL;
	if (actual && strcmp(actual, item) == 0)
		return true;
	return lt_world_fail(w, "the trace says: %s\n  the engine says: %s%s%s", item,
			     reply.count ? reply.texts[0]
			     : actual	 ? actual
					 : "nothing of the kind",
			     played->reply && *played->reply->text ? "\n  " : "",
			     played->reply && *played->reply->text ? played->reply->text : "");
}

static bool compare(struct runner *r, const struct lt_played *played, const Lt__Dossier *d,
		    const struct lt_items *changes)
{
	struct lt_items all = {0};
	tell_reply(played->reply, &r->world.arena, &all);
	for (size_t i = 0; i < r->line->items_count; i++)
		if (!holds(r, played, d, r->line->items[i]))
			return false;
	for (size_t i = 0; i < changes->count; i++)
		lt_items_add(&all, &r->world.arena, changes->texts[i]);
	for (size_t i = 0; i < all.count; i++)
		if (!told(r->line, all.texts[i]))
			return lt_world_fail(
				&r->world, "the trace does not tell: %s%s%s", all.texts[i],
				played->reply && played->reply->refusal ? "\n  " : "",
				played->reply && played->reply->refusal ? played->reply->text : "");
	return true;
}

/* -- narrating -- */

/* Of the last line of a text. */
static size_t columns(const char *text)
{
	const char *last = strrchr(text, '\n');
	size_t count = 0;
	for (text = last ? last + 1 : text; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void print_items(const char *left, const struct lt_items *items)
{
	size_t at = columns(left) + 1;
	(void)printf("%s", left);
	for (size_t i = 0; i < items->count; i++) {
		const char *before = i				     ? ", "
				     : at > 60 || strchr(left, '\n') ? "\n    -> "
								     : " -> ";
		size_t size = columns(items->texts[i]);
		if (i && at + size + 2 > COLUMNS)
			before = ",\n       ";
		at = (before[0] == '\n' || before[1] == '\n' ? 7 : at + strlen(before)) + size;
		(void)printf("%s%s", before, items->texts[i]);
	}
	(void)printf("\n");
}

/* Items of the file that no change implies are kept where they hold. */
static void keep_asked(struct runner *r, const struct lt_played *played, const Lt__Dossier *d,
		       struct lt_items *all)
{
	for (size_t i = 0; i < r->line->items_count; i++) {
		const char *item = r->line->items[i];
		const char *actual = d ? actual_of(r, d, item) : NULL;
		bool known = false;
		for (size_t k = 0; k < all->count; k++)
			known |= strcmp(all->texts[k], item) == 0;
		if (!known &&
		    (reply_says(played->reply, item) || (actual && strcmp(actual, item) == 0)))
			lt_items_add(all, &r->world.arena, item);
	}
}

static const char *trimmed(struct runner *r, const char *text)
{
	size_t size = strlen(text);
	while (size && (text[size - 1] == ' ' || text[size - 1] == '\n'))
		size--;
	const char *copy = lt_arena_copy(&r->world.arena, text, size);
	LT_REQUIRE(copy != NULL);
	return copy;
}

/* The line as written; "[+2h]" is of use only as long as the line above stays the same. */
static const char *left_of(struct runner *r)
{
	struct lt_arena *arena = &r->world.arena;
	const char *text = trimmed(r, r->line->text);
	if (!r->inserted || !r->line->stamp || *r->line->stamp != '+')
		return text;
	text = lt_arena_printf(arena, "[%s]%s", lt_tell_time(lt_world_now(&r->world), arena),
			       strchr(text, ']') + 1);
	LT_REQUIRE(text != NULL);
	return text;
}

static void narrate_line(struct runner *r, const struct lt_played *played, const Lt__Dossier *d,
			 const struct lt_items *changes)
{
	struct lt_items all = {0};
	tell_reply(played->reply, &r->world.arena, &all);
	for (size_t i = 0; i < changes->count; i++)
		lt_items_add(&all, &r->world.arena, changes->texts[i]);
	keep_asked(r, played, d, &all);
	print_items(left_of(r), &all);
}

static void narrate_happening(struct runner *r, const struct lt_happening *h)
{
	struct lt_arena *arena = &r->world.arena;
	struct lt_items changes = {0};
	Lt__Dossier *d = lt_world_replay(&r->world, h->of, h->n);
	if (!d)
		return;
	lt_tell_changes(h->of->told, d, arena, &changes);
	h->of->told = d;
	const char *left = lt_arena_printf(arena, "[%s] %s %s", lt_tell_time(h->at_us, arena),
					   h->of->label, h->text);
	LT_REQUIRE(left != NULL);
	print_items(left, &changes);
}

/* -- a line -- */

/* Lets time pass up to the line; what happens on the way belongs to lines of its own. */
static bool arrive(struct runner *r)
{
	struct lt_world *w = &r->world;
	int64_t at_us;
	if (!lt_deed_stamp(w, r->line, &at_us))
		return false;
	bool awaited = lt_play_is_happening(r->line) && !r->narrate;
	/* what is due at a moment is told a second after: what ends in it is in time */
	int64_t to_us = at_us + (awaited ? LT_DUE_GRACE_US : 0);
	for (;;) {
		if (!lt_world_pass(w, to_us))
			return false;
		const struct lt_happening *h = lt_world_happening(w);
		if (!h)
			return true;
		if (awaited)
			return h->at_us == at_us ||
			       lt_world_fail(w, "the engine did this at %s: %s %s",
					     lt_tell_time(h->at_us, &w->arena), h->of->label,
					     h->text);
		if (!r->narrate)
			return lt_world_fail(w, "the trace does not tell: [%s] %s %s",
					     lt_tell_time(h->at_us, &w->arena), h->of->label,
					     h->text);
		narrate_happening(r, h);
		r->inserted = true;
		lt_world_take_happening(w);
	}
}

/* Is there anything but the engine's own doings below this line? */
static bool more_deeds(const struct runner *r)
{
	const struct lt_trace_line *end = r->trace.lines + r->trace.count;
	for (const struct lt_trace_line *line = r->line + 1; line < end; line++)
		if (line->words_count && !lt_play_is_happening(line))
			return true;
	return false;
}

static bool play(struct runner *r)
{
	struct lt_world *w = &r->world;
	struct lt_played played;
	struct lt_items changes = {0};
	r->inserted = false;
	if (r->narrate && lt_play_is_happening(r->line) && more_deeds(r))
		return true; /* told anew on the way to the next deed */
	if (!arrive(r))
		return false;
	if (r->narrate && lt_play_is_happening(r->line))
		return true;
	if (!lt_play_line(w, r->line, &played))
		return false;
	const Lt__Dossier *d = NULL;
	if (played.of) {
		Lt__Dossier *now = lt_world_replay(w, played.of, played.n);
		if (!now)
			return false;
		lt_tell_changes(played.of->told, now, &w->arena, &changes);
		played.of->told = now;
		d = now;
	}
	if (r->narrate) {
		narrate_line(r, &played, d, &changes);
		return true;
	}
	return compare(r, &played, d, &changes);
}

static void show_journey(struct runner *r)
{
	struct lt_world *w = &r->world;
	ProtobufCBinaryData *events;
	size_t count;
	struct lt_case *c =
		r->line && r->line->words_count ? lt_world_case(w, r->line->words[0]) : NULL;
	const struct lt_happening *h = w->engine ? lt_world_happening(w) : NULL;
	if (h)
		c = h->of;
	if (!c || !w->engine ||
	    lt_records_events(lt_engine_records(w->engine), c->id, &w->arena, &events, &count,
			      NULL) < 0)
		return;
	Lt__Dossier *d = lt_world_replay(w, c, UINT32_MAX);
	if (d)
		lt_tell_journey(d, events, count, &w->arena);
}

static bool play_lines(struct runner *r)
{
	for (size_t i = 0; i < r->trace.count; i++) {
		r->line = &r->trace.lines[i];
		if (r->line->words_count == 0) {
			if (r->narrate)
				(void)printf("%s\n", r->line->text);
			continue;
		}
		if (!play(r))
			return false;
	}
	const struct lt_happening *h = lt_world_happening(&r->world);
	if (h)
		return lt_world_fail(&r->world, "the trace does not tell: [%s] %s %s",
				     lt_tell_time(h->at_us, &r->world.arena), h->of->label,
				     h->text);
	r->line = NULL;
	return lt_world_verify(&r->world);
}

/* In TAP every line of a comment needs its mark. */
static void print_comment(const char *text)
{
	while (*text) {
		int size = (int)strcspn(text, "\n");
		(void)printf("# %.*s\n", size, text);
		text += size + (text[size] == '\n');
	}
}

static bool run(const char *path, bool narrate)
{
	struct runner r = {.narrate = narrate};
	struct lt_err err = {0};
	LT_AUTO(free) char *text = lt_test_read(path);
	bool passed = lt_world_open(&r.world);
	if (passed && lt_trace_read(path, text, &r.world.arena, &r.trace, &err) < 0)
		passed = lt_world_fail(&r.world, "%s", err.text);
	passed = passed && play_lines(&r);
	if (!passed) {
		(void)printf("# %s:%d:\n", path, r.line ? r.line->number : 0);
		print_comment(r.world.failure);
		show_journey(&r);
	}
	lt_world_close(&r.world);
	return passed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	if (argc > 2 && strcmp(argv[1], "--narrate") == 0)
		return run(argv[2], true) ? 0 : 1;
	(void)printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		bool passed = run(argv[i], false);
		(void)printf("%sok %d - %s\n", passed ? "" : "not ", i, argv[i]);
		failed += !passed;
	}
	return failed ? 1 : 0;
}
