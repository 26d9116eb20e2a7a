/* SPDX-License-Identifier: EUPL-1.2 */
/* The controls of forms: a label, what is wrong, and a field of the right kind. */
#pragma once

#include "worker/web/view.h"

struct lt_control {
	const char *id, *name, *label;
	const char *value; /**< as it was typed; "" */
	const char *flaw;  /**< for people; NULL: none */
	bool required;
};

/** One line. @param type  of the input, or "number" for digits without arrows */
void lt_control_line(struct lt_view *view, const struct lt_control *control, const char *type);
/** The control a declared field needs. */
void lt_control_field(struct lt_view *view, const struct lt_control *control,
		      const Lt__IntakeField *field);
void lt_control_option(struct lt_view *view, const char *value, const char *text,
		       const char *chosen);
/** id, name, and what readers of the screen are told. */
void lt_control_attributes(struct lt_view *view, const struct lt_control *control);
/** What was typed, as a value of the declared type. @return false: of another type */
bool lt_control_read(const Lt__IntakeField *field, const char *text, Lt__Field *ret);
