/* SPDX-License-Identifier: EUPL-1.2 */
/* Files judged in a child: what the checker says of each, and of all of them together. No line of
 * an author's code runs in the process that asks. For the tool and for publishing. */
#pragma once

#include "procedures/host/child.h"
#include "procedures/host/host.h"

/** What a file is. */
enum lt_judge_kind {
	LT_JUDGE_CALENDAR = 1,
	LT_JUDGE_DIRECTORY,
	LT_JUDGE_PROCEDURE,
	LT_JUDGE_OVERRIDE /**< or a procedure, if it turns out to extend nothing */
};

struct lt_judge_file {
	enum lt_judge_kind kind;
	const char *path; /**< for messages */
	struct lt_slice text;
	const struct lt_judge_file *base; /**< that it overrides; NULL: as the case says */
};

/** What is to be judged; borrowed. */
struct lt_judge_case {
	const struct lt_judge_file *files; /**< a base before its overrides */
	size_t count;
	const struct lt_judge_file *base; /**< of every override; NULL: one of the files, by code */
	const struct lt_directory *directory; /**< to check against; NULL: the next, or none */
	const struct lt_judge_file *directory_file; /**< read in the child; NULL: none */
	struct lt_child_bounds bounds;		    /**< 0: as many as such files may need */
	bool here; /**< the caller is apart already (or tries files of its own): no child */
};

/** A field, by the name it has in the called procedure. */
struct lt_judged_field {
	const char *name;
	enum lt_field_type type; /**< 0: not known */
};

/** What a procedure shows to those that call it. */
struct lt_judged_face {
	const struct lt_judged_field *fields;
	uint32_t fields_count;
	struct lt_names papers; /**< that it receives or makes */
	struct lt_names ends;	/**< outcomes it may end with */
};

/** A step that calls another procedure. Names are those of the called one. */
struct lt_judged_call {
	const char *code, *step;
	int32_t line;
	const struct lt_judged_field *with; /**< each with the type it has at the caller */
	uint32_t with_count;
	struct lt_names papers; /**< sent and given back */
	struct lt_names on;	/**< outcomes that lead somewhere */
};

/** What became of one file; texts in the arena that was given. */
struct lt_judged {
	int result; /**< 0; LT_E_SCRIPT: it has errors; LT_E_LIMIT, LT_E_ABSENT, LT_E_NOMEM */
	struct lt_findings findings;
	const char *why;     /**< a failure that no finding tells; "" */
	const char *code;    /**< of a procedure that compiled; NULL */
	const char *version; /**< of whatever compiled; NULL */
	const char *extends; /**< code an override looked for among the files; NULL */
	uint8_t hash[LT_HASH_BYTES];
	const struct lt_judged_call *calls;
	uint32_t calls_count;
	struct lt_judged_face face; /**< of a procedure that compiled */
	int64_t cpu_us;		    /**< that judging it took */
};

/**
 * Judges all files. One that kills its child, hangs or eats its memory gets a finding that says so;
 * the files after it are judged by another child.
 * @param ret  an array, one a file
 * @return 0, whatever the files are like; LT_E_SCRIPT, LT_E_LIMIT: the directory file is no good,
 * with file and line in @p err; LT_E_NOMEM; LT_E_IO.
 */
int lt_judge(const struct lt_judge_case *what, struct lt_arena *arena, struct lt_judged **ret,
	     struct lt_err *err) LT_MUST_USE;

/** Notes a compiled procedure's face and calls. */
int lt_judge_note(const struct lt_definition *definition, struct lt_arena *arena,
		  struct lt_judged *ret) LT_MUST_USE;
/** What it shows, alone. @return 0; LT_E_NOMEM. */
int lt_judge_face(const struct lt_definition *definition, struct lt_arena *arena,
		  struct lt_judged_face *ret) LT_MUST_USE;
/** A procedure that is called but not among the files. */
struct lt_judged_other {
	const char *code;
	struct lt_judged_face face;
};
/** Holds every call against what it calls: @p others NULL: one of the files (lt_judge has done
 * it); else what is one of @p others and none of the files. Findings are added. */
int lt_judge_calls(const struct lt_judge_case *what, const struct lt_judged_other *others,
		   size_t others_count, struct lt_arena *arena,
		   struct lt_judged *judged) LT_MUST_USE;
/** An outcome that no test of the file reaches; or, without a step, why they cannot be tried. */
struct lt_judge_miss {
	const char *step, *outcome;
	int32_t line; /**< of the step */
	const char *broken;
};
/** Adds the finding of one. @return 0; LT_E_NOMEM. */
int lt_judge_untested(const struct lt_judge_file *file, const struct lt_judge_miss *miss,
		      struct lt_arena *arena, struct lt_judged *judged) LT_MUST_USE;
/** Codes that the files call and none of them has. @return 0; LT_E_NOMEM. */
int lt_judge_missing(const struct lt_judge_case *what, const struct lt_judged *judged,
		     struct lt_arena *arena, struct lt_names *ret) LT_MUST_USE;

/** Findings of files that are published together: a version twice, procedures that call each other.
 *  lt_judge has done it. */
int lt_judge_bundle(const struct lt_judge_case *what, struct lt_arena *arena,
		    struct lt_judged *judged) LT_MUST_USE;
