/* SPDX-License-Identifier: EUPL-1.2 */
/* A file of dossiers, carried from submission to the end by real processes.
 *
 *   lt_load_read -> sources, published -> waves of dossiers through the nodes' desks -> journal
 * read
 *
 * Who does what. Nodes serve the agencies of the file, each a share of them. Every procedure is the
 * standard chain under its own code, behind one automatic step that nodes do with an adapter. The
 * officers' acts, and what citizens hand in, go through the desk of the node that serves the unit,
 * as they would from an officer's own machine. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "tools/lienthong/luatext.h"
#include "tools/lienthong/numbering.h"

/** Names in the generated files. */
#define LT_LOAD_VERSION "load"
#define LT_LOAD_CAPABILITY "population.lookup"
#define LT_LOAD_LOOKUP "lookup"
#define LT_LOAD_FIELD_FEE "fee_due"
#define LT_LOAD_CENTRAL "LT.00"

enum {
	LT_LOAD_NAME_BYTES = 64,
	LT_LOAD_UNITS_PER_NODE = 1000, /* a list in a file has its bound */
	LT_LOAD_NODES_MAX = 60,
	LT_LOAD_DOCUMENTS_MAX = 200,
};

/** Where a procedure is decided. */
enum lt_load_level { LT_LOAD_COMMUNE = 1, LT_LOAD_PROVINCE, LT_LOAD_COUNTRY };

/** A row of the provinces. */
struct lt_load_province {
	const char *code, *name;
};

/** A row of the communes. */
struct lt_load_ward {
	const char *code, *name;
	uint32_t province;
};

/** An applicant. */
struct lt_load_person {
	const char *id, *name, *id_number, *phone, *email, *address;
};

/** A row of the catalogue. */
struct lt_load_procedure {
	const char *code, *name, *field, *decision, *limits;
	enum lt_load_level level;
	uint32_t documents; /**< most of any of its dossiers */
	bool used;
};

/** A unit that acts. */
struct lt_load_unit {
	const char *code, *name;
	uint32_t ward;	   /**< LT_NO_NUMBER: an office of the province, or the country */
	uint32_t province; /**< LT_NO_NUMBER: the country */
	uint32_t node;	   /**< from 0 */
};

/** A row of the file of dossiers. */
struct lt_load_dossier {
	const char *code;
	int64_t submitted_us, fee_vnd;
	uint32_t line; /**< in the file */
	uint32_t procedure, person, agency, documents;
	Lt__Channel channel;
	bool supplement, withdrawn;
};

/** All that was read. */
struct lt_load_input {
	struct lt_arena arena;
	struct lt_numbering provinces_of, wards_of, people_of, procedures_of, agencies_of, codes;
	struct lt_load_province *provinces;
	size_t provinces_count;
	struct lt_load_ward *wards;
	size_t wards_count;
	struct lt_load_person *people;
	size_t people_count;
	struct lt_load_procedure *procedures;
	size_t procedures_count, procedures_used;
	struct lt_load_unit *agencies; /**< by number in agencies_of: they receive */
	size_t agencies_count;
	struct lt_load_unit *offices; /**< by number of the province; the last: the country */
	size_t offices_count;
	size_t nodes_count;
	struct lt_load_dossier *dossiers; /**< by time of submission */
	size_t dossiers_count;
};

struct lt_load_files {
	const char *dossiers, *catalogue, *applicants, *units; /**< units: a folder */
	size_t nodes; /**< wished for; more if their units would be too many */
};

/**
 * Reads the files; all of a dossier must be found: procedure, applicant, ward.
 * @return 0; LT_E_ABSENT, LT_E_IO, LT_E_FORMAT, LT_E_LIMIT: the text names file and line.
 */
int lt_load_read(const struct lt_load_files *files, struct lt_load_input *ret,
		 struct lt_err *err) LT_MUST_USE;
void lt_load_done(struct lt_load_input *input);

/** "load_1": the node of that number. @return @p text. */
char *lt_load_node(uint32_t node, char text[static LT_LOAD_NAME_BYTES]);
/** "o.x86.28901": what the ids of a unit's officers begin with. @return @p text. */
char *lt_load_staff(const char *unit, char text[static LT_LOAD_NAME_BYTES]);
/** "o.x86.28901.ld": an officer of a unit, by what he does there. @return @p text. */
char *lt_load_officer(const char *unit, const char *duty, char text[static LT_LOAD_NAME_BYTES]);
/** The duties of a unit's three officers: reception and issue, appraisal, head and leader. */
#define LT_LOAD_RECEPTION "tn"
#define LT_LOAD_SPECIALIST "cv"
#define LT_LOAD_LEADER "ld"

/** The unit where a dossier is appraised, signed and issued. */
const struct lt_load_unit *lt_load_office(const struct lt_load_input *input,
					  const struct lt_load_dossier *dossier);

/** A limit of the catalogue, "post:60wd|direct:60wd": the longest that names its unit, in Lua. */
struct lt_load_limit {
	char lua[40]; /**< "working_days(60)", "untimed" */
	double hours; /**< working hours its steps may take together; 0: untimed */
};
struct lt_load_limit lt_load_limit(const char *limits);

/** The directory of the file's agencies. @return 0; LT_E_NOMEM. */
int lt_load_directory(const struct lt_load_input *input, struct lt_luatext *ret) LT_MUST_USE;
/** The standard chain of a procedure, from its row. @return 0; LT_E_NOMEM. */
int lt_load_definition(const struct lt_load_procedure *procedure,
		       struct lt_luatext *ret) LT_MUST_USE;
/** The working calendar that comes with the tool, and the frame of the directory: files that are
 * part of the program. */
extern const char lt_load_calendar[], lt_load_directory_frame[];
