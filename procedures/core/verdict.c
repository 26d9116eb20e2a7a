/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of the refusals. */
#include "procedures/core/verdict.h"

#include <stddef.h>

struct row {
	const char *name, *english, *vietnamese;
};

static const struct row *row_of(uint32_t refusal)
{
	static const struct row rows[] = {[LT_REFUSAL_NONE] = {"NONE", "accepted", "đã nhận"},
#define X(name, number, english, vietnamese) [number] = {#name, english, vietnamese},
					  LT_REFUSALS(X)
#undef X
	};
	return refusal < sizeof rows / sizeof *rows && rows[refusal].name ? &rows[refusal]
									  : &rows[0];
}

const char *lt_refusal_name(uint32_t refusal)
{
	return row_of(refusal)->name;
}

const char *lt_refusal_english(uint32_t refusal)
{
	return row_of(refusal)->english;
}

const char *lt_refusal_vietnamese(uint32_t refusal)
{
	return row_of(refusal)->vietnamese;
}

/* clang-format off */
static const struct {
	enum lt_refusal refusal;
	enum lt_refusal_class class;
} classes[] = {
	{LT_REFUSAL_WRONG_UNIT, LT_CLASS_right},     {LT_REFUSAL_WRONG_ROLE, LT_CLASS_right},
	{LT_REFUSAL_NOT_ASSIGNER, LT_CLASS_right},   {LT_REFUSAL_INTERNAL, LT_CLASS_right},
	{LT_REFUSAL_NODE, LT_CLASS_right},           {LT_REFUSAL_TELLER, LT_CLASS_right},
	{LT_REFUSAL_AUTHORITY, LT_CLASS_right},      {LT_REFUSAL_NOT_HEAD, LT_CLASS_right},
	{LT_REFUSAL_NOT_RESPONSIBLE, LT_CLASS_right}, {LT_REFUSAL_SAME_PERSON, LT_CLASS_right},
	{LT_REFUSAL_NOT_RELEASER, LT_CLASS_right},   {LT_REFUSAL_NOT_AUTHOR, LT_CLASS_right},
	{LT_REFUSAL_UNSIGNED, LT_CLASS_right},       {LT_REFUSAL_SIGNATURE, LT_CLASS_right},
	{LT_REFUSAL_NOT_ENROLLED, LT_CLASS_right},   {LT_REFUSAL_TOKEN, LT_CLASS_right},
	{LT_REFUSAL_FIELD_UNKNOWN, LT_CLASS_content}, {LT_REFUSAL_FIELD_TYPE, LT_CLASS_content},
	{LT_REFUSAL_FIELD_MISSING, LT_CLASS_content}, {LT_REFUSAL_PAPER_UNKNOWN, LT_CLASS_content},
	{LT_REFUSAL_PAPER_MISSING, LT_CLASS_content}, {LT_REFUSAL_OUTCOME, LT_CLASS_content},
	{LT_REFUSAL_CODE_FORM, LT_CLASS_content},    {LT_REFUSAL_LIMIT, LT_CLASS_content},
	{LT_REFUSAL_WAY, LT_CLASS_content},          {LT_REFUSAL_NOTE, LT_CLASS_content},
	{LT_REFUSAL_CHECK, LT_CLASS_content},        {LT_REFUSAL_MALFORMED, LT_CLASS_content},
	{LT_REFUSAL_TIME, LT_CLASS_content},         {LT_REFUSAL_LEVEL, LT_CLASS_content},
	{LT_REFUSAL_BASIS, LT_CLASS_content},        {LT_REFUSAL_NEW_DATE, LT_CLASS_content},
	{LT_REFUSAL_NO_AUTHOR, LT_CLASS_content},    {LT_REFUSAL_OFFICER, LT_CLASS_content},
	{LT_REFUSAL_NO_DOSSIER, LT_CLASS_absent},    {LT_REFUSAL_NO_STEP, LT_CLASS_absent},
	{LT_REFUSAL_NO_PROCEDURE, LT_CLASS_absent},  {LT_REFUSAL_NO_UNIT, LT_CLASS_absent},
	{LT_REFUSAL_NO_INCIDENT, LT_CLASS_absent},   {LT_REFUSAL_NO_DUTY, LT_CLASS_absent},
	{LT_REFUSAL_NO_CONFLICT, LT_CLASS_absent},   {LT_REFUSAL_NO_PROPOSAL, LT_CLASS_absent},
	{LT_REFUSAL_NO_NODE, LT_CLASS_absent},       {LT_REFUSAL_NO_CALENDAR, LT_CLASS_absent},
	{LT_REFUSAL_NO_SIGHTING, LT_CLASS_absent},   {LT_REFUSAL_LOOKUP, LT_CLASS_absent},
	{LT_REFUSAL_DEPUTY, LT_CLASS_right},
	{LT_REFUSAL_FULL, LT_CLASS_load},            {LT_REFUSAL_BUSY, LT_CLASS_load},
	{LT_REFUSAL_REQUEST_CHANGED, LT_CLASS_request},
	{LT_REFUSAL_REQUEST_STALE, LT_CLASS_request}, {LT_REFUSAL_CODE_TAKEN, LT_CLASS_request},
	{LT_REFUSAL_SCRIPT, LT_CLASS_script},        {LT_REFUSAL_INCIDENT, LT_CLASS_script},
};
/* clang-format on */

enum lt_refusal_class lt_refusal_class(enum lt_refusal refusal)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].refusal == refusal)
			return classes[i].class;
	return LT_CLASS_state;
}
