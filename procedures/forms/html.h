/* SPDX-License-Identifier: EUPL-1.2 */
/* The style sheet all forms share: style.css, as part of the program. */
#pragma once

/** The text of style.css. */
extern const char lt_form_style[];
